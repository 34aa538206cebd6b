//! Every code with a text stands in the schedule or among the retired, none stands in both, and every code
//! pointed to stands in the schedule.

use std::collections::BTreeSet;

use openrvu_core::Code;

use crate::Finding;
use crate::retired::RETIRED;
use crate::source::Sources;

pub(super) fn check(sources: &Sources, in_schedule: &dyn Fn(Code) -> bool, findings: &mut Vec<Finding>) {
    let retired: BTreeSet<Code> =
        sources.retired.iter().flat_map(|table| &table.codes).map(|code| code.value).collect();
    for family in &sources.families {
        for entry in &family.entries {
            let code = entry.code.value;
            let mut add = |line, field, message| {
                findings.push(Finding { file: family.file.clone(), line, code: Some(code), field, message });
            };
            if !in_schedule(code) && !retired.contains(&code) {
                let message =
                    format!("the code is not in the schedule; mend it, or say in {RETIRED} when it ended");
                add(entry.code.line, "code", message);
            }
            for pointed in entry.see_also.iter().filter(|pointed| !in_schedule(pointed.value)) {
                add(pointed.line, "see_also", format!("{} is not in the schedule", pointed.value));
            }
        }
    }
    for table in &sources.retired {
        let mut add = |line, code, field, message| {
            findings.push(Finding { file: RETIRED.to_owned(), line, code: Some(code), field, message });
        };
        for code in table.codes.iter().filter(|code| in_schedule(code.value)) {
            add(code.line, code.value, "codes", "the code stands in the schedule".to_owned());
        }
        for successor in table.successors.iter().filter(|successor| !in_schedule(successor.value)) {
            let message = "it is not in the schedule; name a code in force".to_owned();
            add(successor.line, successor.value, "successors", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use openrvu_core::Code;

    use crate::check::Check;
    use crate::check::tests::{GOOD, files};

    fn with_schedule(retired: &str, codes: &[&str]) -> Vec<String> {
        let sources = files(&[("surgery/knee.toml", GOOD), ("retired.toml", retired)]);
        let known: Vec<Code> = codes.iter().map(|code| code.parse().unwrap()).collect();
        let in_schedule = |code| known.contains(&code);
        let report = Check { in_schedule: Some(&in_schedule), ..Check::of(&sources) }.run();
        report.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_code_outside_the_schedule_must_be_named_among_the_retired() {
        assert_eq!(with_schedule("", &["29881", "73721"]), [""; 0]);
        assert_eq!(
            with_schedule("", &["73721"]),
            [
                "surgery/knee.toml:13: 29881: code: the code is not in the schedule; mend it, or say in retired.toml when \
             it ended"
            ]
        );
        assert_eq!(
            with_schedule("", &["29881"]),
            ["surgery/knee.toml:30: 29881: see_also: 73721 is not in the schedule"]
        );
    }

    #[test]
    fn a_retired_code_is_out_of_the_schedule_and_its_successors_are_in_it() {
        let retired = "[[retired]]\ncodes = [\"29881\"]\nlast_year = 2025\nwords = \"Trimming is told by its place.\"\n\
                       successors = [\"73721\"]\n";
        assert_eq!(with_schedule(retired, &["73721"]), [""; 0]);
        assert_eq!(
            with_schedule(retired, &["29881", "73721"]),
            ["retired.toml:2: 29881: codes: the code stands in the schedule"]
        );
        assert_eq!(
            with_schedule(&retired.replace("73721", "73720"), &["73721"]),
            ["retired.toml:5: 73720: successors: it is not in the schedule; name a code in force"]
        );
    }
}
