//! Scripts as they are sent: without comments, indentation and blanks that only help whoever reads the source.

/// What a script is without comment lines and needless blanks. Lines stay lines, so no statement needs another end;
/// lines with a regular expression, a template or an escape are only moved to the left.
pub(crate) fn squeezed(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut out = String::with_capacity(source.len());
    for line in lines {
        if line.contains(['\'', '`', '/', '\\']) {
            out.push_str(line);
        } else {
            // Every other piece stands between quotation marks.
            for (nth, piece) in line.split('"').enumerate() {
                if nth > 0 {
                    out.push('"');
                }
                if nth % 2 == 0 { push_squeezed(&mut out, piece) } else { out.push_str(piece) }
            }
        }
        out.push('\n');
    }
    out
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"))
}

/// Leaves out blanks beside signs that part words by themselves.
fn push_squeezed(out: &mut String, code: &str) {
    let parts_words = |c: char| "=(){}[],;:?&|<>".contains(c);
    let mut before = ' ';
    let mut rest = code.chars().peekable();
    let is_first = out.ends_with('\n') || out.is_empty();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let needless = parts_words(before) || next.is_some_and(parts_words) || (before == ' ' && is_first);
        if c != ' ' || !needless {
            out.push(c);
            before = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loses_what_only_readers_need() {
        for (source, sent) in [
            ("// note\n  const a = (b, c) => ({ d: b });\n", "const a=(b,c)=>({d:b});\n"),
            ("/** Of this. */\nif (a && b) return \"x = y\" ;\n\n", "if(a&&b)return \"x = y\";\n"),
            ("  const r = / = /g;", "const r = / = /g;\n"),
            ("  a = `${b} = c`;", "a = `${b} = c`;\n"),
            ("a = b - -c + +d", "a=b - -c + +d\n"),
            ("const x of y", "const x of y\n"),
        ] {
            assert_eq!(squeezed(source), sent);
        }
    }
}
