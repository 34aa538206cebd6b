//! Every code with a text stands in the schedule or is marked retired, and every code pointed to stands there.

use openrvu_core::Code;

use crate::Finding;
use crate::source::Sources;

pub(super) fn check(sources: &Sources, in_schedule: &dyn Fn(Code) -> bool, findings: &mut Vec<Finding>) {
    for family in &sources.families {
        for entry in &family.entries {
            let code = entry.code.value;
            let mut add = |line, field, message| {
                findings.push(Finding { file: family.file.clone(), line, code: Some(code), field, message });
            };
            match &entry.retired {
                None if !in_schedule(code) => {
                    let message =
                        "the code is not in the schedule; mend it, or say in `retired` when it ended";
                    add(entry.code.line, "code", message.to_owned());
                }
                Some(retired) if in_schedule(code) => {
                    add(retired.line, "retired", "the code stands in the schedule".to_owned());
                }
                _ => {}
            }
            for pointed in entry.see_also.iter().filter(|pointed| !in_schedule(pointed.value)) {
                add(pointed.line, "see_also", format!("{} is not in the schedule", pointed.value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use openrvu_core::Code;

    use crate::check::Check;
    use crate::check::tests::{GOOD, sources};

    fn with_schedule(text: &str, codes: &[&str]) -> Vec<String> {
        let sources = sources(text);
        let known: Vec<Code> = codes.iter().map(|code| code.parse().unwrap()).collect();
        let in_schedule = |code| known.contains(&code);
        let report = Check { in_schedule: Some(&in_schedule), ..Check::of(&sources) }.run();
        report.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_code_outside_the_schedule_must_be_marked_retired() {
        assert_eq!(with_schedule(GOOD, &["29881", "73721"]), [""; 0]);
        assert_eq!(
            with_schedule(GOOD, &["73721"]),
            [
                "surgery/knee.toml:13: 29881: code: the code is not in the schedule; mend it, or say in `retired` when \
             it ended"
            ]
        );
        assert_eq!(
            with_schedule(GOOD, &["29881"]),
            ["surgery/knee.toml:30: 29881: see_also: 73721 is not in the schedule"]
        );
        let retired = format!("{GOOD}retired = \"Deleted after 2025.\"\n");
        assert_eq!(with_schedule(&retired, &["73721"]), [""; 0]);
        assert_eq!(
            with_schedule(&retired, &["29881", "73721"]),
            ["surgery/knee.toml:31: 29881: retired: the code stands in the schedule"]
        );
    }
}
