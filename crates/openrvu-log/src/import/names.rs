//! What the names of columns say of what stands in them.

use super::Field;

/// The column by which this program's own tables are told.
pub(super) const ENTRY_ID: &str = "entry id";
/// The columns that this program's own tables have beside the usual ones.
pub(super) const OWN: [(&str, Field); 5] = [
    (ENTRY_ID, Field::EntryId),
    ("encounter id", Field::EncounterId),
    ("role", Field::Role),
    ("colleague", Field::Colleague),
    ("note", Field::Note),
];

/// How surely a name says what a column holds: 0 for not at all, 100 for surely.
pub(super) type Likeness = u8;

/// A text made comparable: lower case, its words parted by single blanks, nothing else.
pub(super) fn normal(text: &str) -> String {
    let text: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a name, made comparable, may stand for, each with how surely.
pub(super) fn likenesses(name: &str) -> Vec<(Field, Likeness)> {
    if let Some((_, field)) = OWN.iter().find(|(own, _)| *own == name) {
        return vec![(*field, 100)];
    }
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let name = Name { text: name, words: &words };
    if name.is_about_a_patient() {
        return vec![(Field::Patient, 95)];
    }
    let found = [
        (Field::Date, name.date()),
        (Field::Code, name.code()),
        (Field::Modifiers, name.modifiers()),
        (Field::Units, name.units()),
        (Field::Work, name.work()),
        (Field::WorkPerUnit, name.work_per_unit()),
        (Field::Minutes, name.minutes()),
        (Field::Charge, name.charge()),
        (Field::Place, name.place()),
        (Field::Site, name.site()),
        (Field::Provider, name.provider()),
        (Field::Encounter, name.encounter()),
    ];
    found.into_iter().filter(|(_, likeness)| *likeness > 0).collect()
}

/// A header's name and its words.
struct Name<'n> {
    text: &'n str,
    words: &'n [&'n str],
}

impl Name<'_> {
    fn is(&self, texts: &[&str]) -> bool {
        texts.contains(&self.text)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(word))
    }

    /// Whether it names a work RVU, or an RVU of which it does not say which.
    fn is_rvu(&self) -> bool {
        self.words.iter().any(|word| matches!(*word, "wrvu" | "wrvus" | "rvu" | "rvus"))
    }

    fn is_about_a_patient(&self) -> bool {
        let person =
            ["patient", "pt", "patients", "mrn", "dob", "birth", "birthdate", "ssn", "subscriber", "insured"];
        let more = [
            "guarantor",
            "member",
            "phone",
            "email",
            "address",
            "gender",
            "sex",
            "acct",
            "account",
            "chart",
            "zip",
        ];
        if self.has(&["encounter", "visit", "claim"]) && self.has(&["id", "number", "no", "num"]) {
            return false;
        }
        self.has(&person)
            || self.has(&more)
            || self.text.contains("medical record")
            || self.text.contains("med rec")
            || self.is(&["name", "last name", "first name", "full name", "lastname", "firstname"])
    }

    fn date(&self) -> Likeness {
        let exact =
            ["dos", "date of service", "service date", "svc date", "svc dt", "serv date", "service dt"];
        let first = [
            "from date",
            "from dos",
            "dos from",
            "service from",
            "service date from",
            "begin dos",
            "start dos",
        ];
        let kind =
            ["visit", "encounter", "procedure", "proc", "performed", "surgery", "exam", "study", "appt"];
        let other = [
            "post", "posted", "posting", "paid", "payment", "billed", "bill", "entry", "created", "to",
            "thru",
        ];
        let more = [
            "through",
            "end",
            "admit",
            "admission",
            "discharge",
            "due",
            "submitted",
            "close",
            "closed",
            "print",
        ];
        if self.is(&exact) {
            return 100;
        }
        if self.is(&first) {
            return 95;
        }
        let is_date = self.has(&["date", "dt", "dos", "day"]);
        match () {
            () if !is_date && !self.is(&["performed"]) => 0,
            () if self.has(&other) || self.has(&more) => 15,
            () if self.is(&["date"]) => 80,
            () if self.has(&["service", "svc", "dos"]) => 90,
            () if self.has(&kind) => 75,
            () => 50,
        }
    }

    fn code(&self) -> Likeness {
        let wrong = [
            "desc",
            "description",
            "name",
            "mod",
            "modifier",
            "modifiers",
            "dx",
            "icd",
            "icd10",
            "diagnosis",
        ];
        let more = [
            "revenue",
            "pos",
            "place",
            "status",
            "department",
            "dept",
            "zip",
            "payer",
            "units",
            "type",
            "count",
        ];
        if self.has(&wrong) || self.has(&more) || self.is_rvu() {
            return 0;
        }
        if self.has(&["cpt", "hcpcs", "cpt4", "cpts"]) {
            return 100;
        }
        if self.is(&[
            "procedure code",
            "proc code",
            "service code",
            "procedure cd",
            "proc cd",
            "billing code",
        ]) {
            return 90;
        }
        match () {
            () if self.is(&["code"]) => 80,
            () if self.is(&["procedure", "proc", "px", "charge code"]) => 60,
            () => 0,
        }
    }

    fn modifiers(&self) -> Likeness {
        let numbered = |word: &str, stem: &str| {
            word.strip_prefix(stem).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let is_one =
            |word: &&str| ["mod", "mods", "modifier", "modifiers"].iter().any(|stem| numbered(word, stem));
        if self.is_rvu() || self.has(&["desc", "description", "factor", "date"]) {
            return 0;
        }
        if self.words.iter().any(is_one) { 95 } else { 0 }
    }

    fn units(&self) -> Likeness {
        if self.is_rvu() || self.has(&["price", "cost", "time", "base", "business", "charge", "work"]) {
            return 0;
        }
        match () {
            () if self.is(&["units", "unit", "qty", "quantity", "service units", "svc units"]) => 95,
            () if self.has(&["units", "qty", "quantity"]) => 80,
            () if self.is(&["count", "volume", "number of services", "services"]) => 55,
            () => 0,
        }
    }

    /// Whether it names the practice expense, malpractice or all three components together.
    fn is_other_rvu(&self) -> bool {
        self.has(&[
            "pe",
            "mp",
            "malpractice",
            "expense",
            "practice",
            "facility",
            "nonfacility",
            "trvu",
            "benchmark",
        ]) || self.has(&["variance", "target", "goal", "rate", "percentile", "factor"])
    }

    fn is_work(&self) -> bool {
        self.has(&["wrvu", "wrvus", "work", "physician", "w"])
    }

    fn work(&self) -> Likeness {
        if !self.is_rvu() || self.is_other_rvu() || self.is_of_one_unit() {
            return 0;
        }
        match () {
            () if self.is_work()
                && self.has(&["credited", "adjusted", "adj", "final", "total", "ext", "extended"]) =>
            {
                100
            }
            () if self.is_work() && self.has(&["base", "raw", "cms", "gross", "standard", "unadjusted"]) => {
                60
            }
            () if self.is_work() => 90,
            // All three components are called total RVUs; a report of work often leaves the word out.
            () if self.has(&["total"]) => 40,
            () => 65,
        }
    }

    fn is_of_one_unit(&self) -> bool {
        self.has(&["per", "each", "unit", "1"])
    }

    fn work_per_unit(&self) -> Likeness {
        if self.is_rvu() && self.is_of_one_unit() && !self.is_other_rvu() { 90 } else { 0 }
    }

    fn minutes(&self) -> Likeness {
        match () {
            () if self.is(&[
                "minutes",
                "anesthesia minutes",
                "anes minutes",
                "anesthesia min",
                "anes min",
            ]) =>
            {
                90
            }
            () if self.has(&["anesthesia", "anes"]) && self.has(&["time", "min", "mins", "minutes"]) => 80,
            () => 0,
        }
    }

    fn charge(&self) -> Likeness {
        let wrong = [
            "paid",
            "payment",
            "payments",
            "allowed",
            "adjustment",
            "adj",
            "code",
            "date",
            "desc",
            "description",
        ];
        if self.has(&wrong) || self.has(&["id", "number", "net", "type"]) || self.is_rvu() {
            return 0;
        }
        match () {
            () if self.is(&[
                "charge",
                "charges",
                "charge amount",
                "charge amt",
                "billed amount",
                "billed charges",
            ]) =>
            {
                90
            }
            () if self.has(&["charge", "charges", "billed"]) => 70,
            () if self.is(&["amount", "amt"]) => 60,
            () => 0,
        }
    }

    fn place(&self) -> Likeness {
        if self.has(&["desc", "description", "name"]) {
            return 0;
        }
        match () {
            () if self.is(&[
                "pos",
                "pos code",
                "place of service",
                "place of service code",
                "place of svc",
            ]) =>
            {
                95
            }
            () if self.has(&["pos"]) => 80,
            () if self.is(&["place"]) => 60,
            () => 0,
        }
    }

    fn site(&self) -> Likeness {
        if self.has(&["id", "code", "number", "npi", "zip", "rvu", "rvus", "wrvu", "fee", "type"]) {
            return 0;
        }
        match () {
            () if self.is(&[
                "site",
                "site name",
                "clinic",
                "clinic name",
                "service location",
                "location",
                "loc",
            ]) =>
            {
                90
            }
            () if self.is(&[
                "location name",
                "facility",
                "facility name",
                "hospital",
                "department",
                "dept",
            ]) =>
            {
                80
            }
            () if self.has(&["site", "location", "facility", "department", "dept", "clinic", "hospital"]) => {
                65
            }
            () => 0,
        }
    }

    fn provider(&self) -> Likeness {
        let other =
            ["referring", "ref", "supervising", "ordering", "pcp", "primary", "type", "specialty", "fee"];
        let who = ["provider", "physician", "doctor", "clinician", "surgeon", "prov", "practitioner"];
        if self.has(&other) || self.is_rvu() {
            return 0;
        }
        let rendering =
            self.has(&["rendering", "performing", "servicing", "service", "attending", "operating"]);
        match () {
            () if self.has(&who) && rendering && !self.has(&["id", "npi"]) => 95,
            () if self.has(&who) && self.has(&["id", "npi", "number"]) => 60,
            () if self.has(&who) => 85,
            () if self.is(&["npi", "rendering", "performing"]) => 60,
            () => 0,
        }
    }

    fn encounter(&self) -> Likeness {
        if self.has(&["date", "dt", "type", "provider", "status", "department", "dept", "reason", "count"]) {
            return 0;
        }
        match () {
            () if self.is(&[
                "csn",
                "encounter",
                "encounter id",
                "encounter number",
                "encounter no",
                "visit id",
            ]) =>
            {
                90
            }
            () if self.is(&[
                "visit number",
                "visit no",
                "claim",
                "claim id",
                "claim number",
                "claim no",
                "icn",
            ]) =>
            {
                90
            }
            () if self.is(&["invoice", "invoice number", "voucher", "ticket", "case number", "case id"]) => {
                75
            }
            () => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str) -> Option<Field> {
        likenesses(&normal(name)).into_iter().max_by_key(|(_, likeness)| *likeness).map(|(field, _)| field)
    }

    #[test]
    fn names_say_what_a_column_holds() {
        let cases = [
            ("DOS", Field::Date),
            ("Svc Date", Field::Date),
            ("Visit Date", Field::Date),
            ("CPT® Code", Field::Code),
            ("HCPCS/CPT", Field::Code),
            ("Procedure Code", Field::Code),
            ("Mod 1", Field::Modifiers),
            ("MOD2", Field::Modifiers),
            ("Modifier(s)", Field::Modifiers),
            ("Units", Field::Units),
            ("Svc Qty", Field::Units),
            ("wRVU", Field::Work),
            ("Total wRVUs", Field::Work),
            ("Work RVU", Field::Work),
            ("Credited RVUs", Field::Work),
            ("wRVU per Unit", Field::WorkPerUnit),
            ("POS", Field::Place),
            ("Place of Service", Field::Place),
            ("Service Location", Field::Site),
            ("Dept Name", Field::Site),
            ("Rendering Provider", Field::Provider),
            ("Billing Provider Name", Field::Provider),
            ("Patient Name", Field::Patient),
            ("PT NAME", Field::Patient),
            ("MRN", Field::Patient),
            ("DOB", Field::Patient),
            ("Date of Birth", Field::Patient),
            ("Account #", Field::Patient),
            ("Member ID", Field::Patient),
            ("Name", Field::Patient),
            ("Encounter Number", Field::Encounter),
            ("Charge Amount", Field::Charge),
            ("Anesthesia Minutes", Field::Minutes),
            ("Entry ID", Field::EntryId),
        ];
        for (name, field) in cases {
            assert_eq!(best(name), Some(field), "{name}");
        }
        for name in ["CPT Description", "Diagnosis", "PE RVU", "Allowed", "Payer", "", "99213", "wRVU Target"]
        {
            assert_eq!(best(name), None, "{name}");
        }
    }

    #[test]
    fn the_likelier_of_two_names_is_told() {
        let likeness = |name: &str, field: Field| {
            likenesses(&normal(name))
                .into_iter()
                .find(|(found, _)| *found == field)
                .map_or(0, |(_, likeness)| likeness)
        };
        assert!(likeness("Service Date", Field::Date) > likeness("Post Date", Field::Date));
        assert!(likeness("Adjusted wRVU", Field::Work) > likeness("wRVU", Field::Work));
        assert!(likeness("wRVU", Field::Work) > likeness("Total RVU", Field::Work));
        assert!(
            likeness("Rendering Provider", Field::Provider) > likeness("Billing Provider", Field::Provider)
        );
    }
}
