// What was understood, as rows; the server writes the same (reading.html).

/** The rows of a report. `replace(from, to, text)` writes another text in place of a part of the field's. */
function readBack(report, replace) {
  if (report.rows.length === 0) return [];
  const many = report.encounters > 1;
  const rows = report.rows.map((row) => {
    const isLine = row.line !== null;
    const why = (text, quiet) => make("span", { class: quiet ? "why quiet" : "why" }, text);
    const offered = isLine ? [] : row.candidates;
    return make("li", { class: `${row.state === "complete" ? "" : row.state}${many && row.encounter ? " many" : ""}` },
      make("span", { class: isLine ? "code" : "code part" }, isLine ? row.line : row.words ?? ""), " ",
      make("span", { class: "title" }, isLine ? row.title : row.state === "open" ? "not whole yet" : ""), " ",
      make("span", { class: "num" }, isLine ? row.work ?? "?" : ""),
      many && row.encounter && make("span", { class: "small encounter" }, `Encounter ${row.encounter}`),
      row.review.map((words) => why(words)),
      row.logged > 0 && why(`Logged ${plural(row.logged, "time")} on this day already.`, true),
      offered.length > 0 && make("span", { class: "candidates" }, offered.map((candidate) => make(
        "button",
        { type: "button", class: "plain", click: () => replace(row.at[0], row.at[1], candidate.code) },
        make("b", { class: "code" }, candidate.code), ` ${candidate.title}`))),
    );
  });
  const others = report.others.map((other) => make("p", { class: "small other" },
    make("code", {}, other.text), " can also be read as ",
    make("button", { type: "button", class: "plain code", click: () => replace(other.at[0], other.at[1], other.instead) }, other.instead)));
  return [make("ol", { class: "rows" }, rows), ...others, total(report), standIn(report)];
}

/** That a release stands in for the day's, which is not held. */
function standIn(report) {
  const row = report.rows.find((row) => row.provisional_for);
  return row ? make("p", { class: "small" }, `${row.provisional_for} is not held: ${row.release} stands in for it.`) : "";
}

function total(report) {
  if (report.lines === 0) return "";
  const unknown = report.uncredited > 0 ? `, not counting ${report.uncredited} whose work RVUs are unknown` : "";
  const encounters = report.encounters > 1 ? `, ${report.encounters} encounters` : "";
  return make("p", { class: "total" }, make("b", {}, report.work),
    ` work RVUs, ${plural(report.lines, "line")}${encounters}${unknown}`);
}
