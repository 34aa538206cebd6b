//! Stems: one form for the spellings, plurals and endings of a word.
//!
//! The rules are light and act on queries and texts alike, so a stem need not be a word. They know the endings of
//! medical English (`-oscopy` and `-oscopic`, `-gram` and `-graphy`) and British spelling.

/// The stem of a lower-case word. Numbers, short words and words with digits stay as they are.
pub(crate) fn stem(word: &str) -> String {
    if word.len() < 4 || word.bytes().any(|byte| !byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    ending(singular(american(word)))
}

/// American spelling, singular number: the form in which the parts of a compound are looked for.
pub(crate) fn base_form(word: &str) -> String {
    if word.len() < 4 || word.bytes().any(|byte| !byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    singular(american(word))
}

fn american(word: &str) -> String {
    let mut out = word.to_owned();
    if word.len() >= 6 {
        out = out.replace("ae", "e");
        for digraph in ["oes", "oed", "oem", "oec", "oea", "oet", "oel"] {
            if let Some(at) = out.find(digraph)
                && at + 3 < out.len()
            {
                out.remove(at);
            }
        }
        if let Some(root) = out.strip_suffix("our").or_else(|| out.strip_suffix("ours")) {
            out = format!("{root}or");
        }
        for (british, american) in [("isation", "ization"), ("yse", "yze"), ("tre", "ter")] {
            if let Some(root) = out.strip_suffix(british) {
                out = format!("{root}{american}");
            }
        }
    }
    out
}

fn singular(word: String) -> String {
    if !word.ends_with('s') || word.ends_with("ss") || word.ends_with("us") {
        return word;
    }
    let long = word.len() >= 7;
    for (plural, one) in [("oses", "osis"), ("eses", "esis"), ("yses", "ysis"), ("stases", "stasis")] {
        if long && let Some(root) = word.strip_suffix(plural) {
            return format!("{root}{one}");
        }
    }
    if word.ends_with("is") {
        return word;
    }
    if word.len() > 4
        && let Some(root) = word.strip_suffix("ies")
    {
        return format!("{root}y");
    }
    for plural in ["xes", "ches", "shes", "sses", "zzes"] {
        if word.ends_with(plural) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word[..word.len() - 1].to_owned()
}

/// Endings, longest first within each group: what is cut, what takes its place, and how much must stay before it.
pub(crate) const ENDINGS: [(&str, &str, usize); 26] = [
    ("oscopically", "oscopi", 2),
    ("oscopic", "oscopi", 2),
    ("oscope", "oscopi", 2),
    ("oscopy", "oscopi", 2),
    ("ographical", "ogr", 3),
    ("ographic", "ogr", 3),
    ("ography", "ogr", 3),
    ("ograph", "ogr", 3),
    ("ogram", "ogr", 3),
    ("ectomized", "ectomi", 3),
    ("ically", "", 4),
    ("ical", "", 4),
    ("ially", "i", 4),
    ("ally", "", 5),
    ("ial", "i", 4),
    ("ional", "", 4),
    ("al", "", 5),
    ("ic", "", 5),
    ("ment", "", 4),
    ("ance", "", 4),
    ("ence", "", 5),
    ("ing", "", 4),
    ("ed", "", 4),
    ("ly", "", 4),
    ("tion", "t", 3),
    ("sion", "s", 3),
];

fn ending(mut word: String) -> String {
    for (end, instead, stays) in ENDINGS {
        let Some(root) = word.strip_suffix(end) else { continue };
        if root.len() < stays || !root.bytes().any(|byte| b"aeiouy".contains(&byte)) {
            continue;
        }
        let root_length = root.len();
        word.truncate(root_length);
        word.push_str(instead);
        if matches!(end, "ing" | "ed") {
            undouble(&mut word);
        }
        // A noun made from the adjective's root may have an ending of its own.
        if matches!(end, "al") && (word.ends_with("tion") || word.ends_with("sion")) {
            word.truncate(word.len() - 3);
        }
        break;
    }
    if word.len() > 4 && (word.ends_with('e') || word.ends_with('a')) {
        word.pop();
    } else if word.len() > 3 && word.ends_with('y') {
        word.pop();
        word.push('i');
    }
    word
}

fn undouble(word: &mut String) {
    let bytes = word.as_bytes();
    if let [.., a, b] = bytes
        && a == b
        && b"bdgmnprt".contains(a)
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        for group in [
            "laparoscopy laparoscopic laparoscopically laparoscope laparoscopies",
            "colonoscopy colonoscopies colonoscopic",
            "echocardiogram echocardiograms echocardiography",
            "mammogram mammography mammographic",
            "biopsy biopsies",
            "injection injections injected injecting inject",
            "excision excisions excise excised excisional",
            "removal remove removed removing",
            "replacement replace replaced replacements",
            "ablation ablate ablated",
            "scan scans scanning scanned",
            "guided guidance guide",
            "anesthesia anaesthesia",
            "hemorrhoid haemorrhoids",
            "tumor tumours",
            "esophageal oesophageal",
            "pediatric paediatric",
            "artery arterial arteries",
            "keratosis keratoses",
            "vaginal vagina vaginally",
            "implant implants",
            "dilation dilate",
            "fracture fractures fractured",
            "management manage",
        ] {
            let stems: Vec<String> = group.split(' ').map(stem).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{group}: {stems:?}");
        }
    }

    #[test]
    fn different_words_keep_different_stems() {
        for pair in [
            ("cervical", "service"),
            ("colon", "colonoscopy"),
            ("arthroscopy", "arthroplasty"),
            ("hip", "hips2"),
            ("cystotomy", "cystostomy"),
            ("renal", "adrenal"),
            ("pelvis", "pelvimetry"),
        ] {
            assert_ne!(stem(pair.0), stem(pair.1), "{pair:?}");
        }
    }
}
