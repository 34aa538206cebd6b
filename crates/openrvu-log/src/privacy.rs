//! What in a text looks like a patient's identity. A text that does is refused before anything keeps it.
//!
//! The check errs on the side of refusing, but lets pass what clinicians write of their work: rooms, times, doses,
//! sides, codes, and colleagues (`with Dr Lee`).

/// What a text looks like that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A name after `Mr`, `Mrs`, `Ms`, `Miss`, `Mx`, or after the word patient.
    Name,
    /// A record, account or insurance number.
    RecordNumber,
    /// A date of birth, or any date with its year.
    Date,
    /// A long number, such as a record or social security number.
    LongNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl Identity {
    /// In words that continue "it looks like".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "a patient's name",
            Self::RecordNumber => "a record or account number",
            Self::Date => "a date of birth or another full date",
            Self::LongNumber => "a long number such as a record or social security number",
            Self::Phone => "a telephone number",
            Self::Email => "an e-mail address",
        }
    }
}

/// A word or number of a text, with what stands between it and the one before.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    before: &'a str,
    /// Whether the one before ends with a digit.
    after_number: bool,
}

impl Token<'_> {
    fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }

    fn is_among(&self, words: &str) -> bool {
        words.split_ascii_whitespace().any(|word| self.text.eq_ignore_ascii_case(word))
    }

    fn is_word(&self) -> bool {
        self.text.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '\u{2019}')
    }

    fn is_number(&self) -> bool {
        self.text.chars().all(char::is_numeric)
    }

    fn digits(&self) -> usize {
        self.text.chars().filter(|c| c.is_numeric()).count()
    }

    fn is_capitalized(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_uppercase)
    }

    fn is_upper(&self) -> bool {
        self.text.chars().all(|c| !c.is_lowercase())
    }

    fn number(&self) -> Option<u32> {
        self.text.parse().ok()
    }
}

/// Finds what looks like a patient's identity.
#[must_use]
pub fn find(text: &str) -> Option<Identity> {
    let tokens = tokens(text);
    if has_email(text) {
        return Some(Identity::Email);
    }
    (0..tokens.len()).map(|at| &tokens[at..]).find_map(|tokens| {
        birth_or_record(tokens).or_else(|| name(tokens)).or_else(|| dates(tokens)).or_else(|| numbers(tokens))
    })
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let is_inner = |c: char| c.is_alphanumeric() || c == '\'' || c == '\u{2019}';
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut end = 0;
    let mut rest = text;
    while let Some(from) = rest.find(char::is_alphanumeric) {
        let start = text.len() - rest.len() + from;
        let length = text[start..].find(|c| !is_inner(c)).unwrap_or(text.len() - start);
        let after_number = text[..end].ends_with(char::is_numeric);
        tokens.push(Token { text: &text[start..start + length], before: &text[end..start], after_number });
        end = start + length;
        rest = &text[end..];
    }
    tokens
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let behind = text[at + 1..].split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
        let domain = behind.split_once('.').is_some_and(|(host, top)| {
            host.starts_with(char::is_alphanumeric) && top.starts_with(char::is_alphabetic)
        });
        before && domain
    })
}

/// What follows `MR`, `MS` and `PT` where they are abbreviations of medicine.
const OF_MEDICINE: &str = "abdomen angiogram angiography ankle arthrogram attack brain breast cardiac cervical clinic \
    consult elbow enterography eval evaluation exacerbation fellow flare guided head hip infusion \
    inr knee liver lumbar neck patient patients pelvis prostate relapse session shoulder spine \
    thoracic urogram visit wrist";

fn name(tokens: &[Token<'_>]) -> Option<Identity> {
    let [title, rest @ ..] = tokens else { return None };
    if title.is(&["patient", "pt", "pat"]) {
        return patient_name(*title, rest);
    }
    if title.is(&["name"]) {
        let next = rest.first().filter(|next| next.is_word())?;
        return next.before.contains([':', '=']).then_some(Identity::Name);
    }
    let next = rest.first().filter(|next| next.is_word() && !next.before.contains(['/', ',', ';']))?;
    let named = if title.is(&["mrs", "mister", "missus", "mx"]) {
        true
    } else if title.is(&["mr", "ms"]) {
        // `20 ms pulse`; `MR angiogram`, `severe MS symptoms`; but `Mr smith`, `ms smith`, `MR Smith`.
        let of_medicine = next.is_among(OF_MEDICINE) || title.after_number;
        !of_medicine && (!title.is_upper() || next.is_capitalized())
    } else {
        title.is(&["miss"]) && next.is_capitalized()
    };
    named.then_some(Identity::Name)
}

fn patient_name(patient: Token<'_>, rest: &[Token<'_>]) -> Option<Identity> {
    let labels = rest.iter().take_while(|token| token.is(&["name", "named", "is", "called"])).count();
    let next = rest.get(labels).filter(|next| next.is_word() && !next.before.contains([';', '/', ',']))?;
    // A full stop ends a sentence, unless it shortens `Pt.`.
    let shortened = patient.text.len() <= 3 && !patient.is_upper();
    if next.before.contains('.') && !shortened {
        return None;
    }
    let labeled = rest[..labels].iter().any(|token| token.is(&["name", "named", "called"]));
    let abbreviation = next.is_upper() && (next.text.chars().count() <= 4 || patient.is_upper());
    let looks_like_a_name = next.is_capitalized() && !next.is_among(OF_MEDICINE) && !abbreviation;
    (labeled || looks_like_a_name).then_some(Identity::Name)
}

fn birth_or_record(tokens: &[Token<'_>]) -> Option<Identity> {
    let [word, rest @ ..] = tokens else { return None };
    let number_within =
        |reach: usize, digits: usize| rest.iter().take(reach).any(|token| token.digits() >= digits);
    let second = |words: &[&str]| rest.first().is_some_and(|next| next.is(words));
    let birth = word.is(&["dob", "birthdate", "birthday", "born"])
        || (word.is(&["birth"]) && second(&["date", "day", "year"]))
        || (word.is(&["date"]) && second(&["of"]) && rest.get(1).is_some_and(|next| next.is(&["birth"])))
        || (word.is(&["d"]) && second(&["o"]) && rest.get(1).is_some_and(|next| next.is(&["b"])));
    if birth && number_within(5, 1) {
        return Some(Identity::Date);
    }
    // Written together: `MRN123456`.
    let joined = ["mrn", "ssn", "mbi", "csn"].iter().any(|prefix| {
        word.text.len() > prefix.len()
            && word.text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            && word.text[prefix.len()..].chars().all(char::is_numeric)
    });
    let strong = word.is(&["mrn", "ssn", "mbi", "csn", "hicn"])
        || (word.is(&["social"]) && second(&["security"]))
        || (word.is(&["medical"]) && second(&["record"]))
        || (word.is(&["patient", "pt", "member", "policy", "medicare"]) && second(&["id", "number", "no"]));
    let weak = word.is(&["record", "records", "chart", "account", "acct", "fin", "har", "accession", "id"]);
    let filler = rest.iter().take_while(|token| token.is(&["no", "number", "num", "nr", "id"])).count();
    let next_is_long = rest.get(filler).is_some_and(|token| token.digits() >= 4);
    (joined || (strong && number_within(3, 1)) || (weak && next_is_long)).then_some(Identity::RecordNumber)
}

const MONTHS: &str = "jan january feb february mar march apr april may jun june jul july aug august sep sept september \
    oct october nov november dec december";

fn dates(tokens: &[Token<'_>]) -> Option<Identity> {
    let [a, b, c, ..] = tokens else { return None };
    let in_words = |day: &Token<'_>, month: &Token<'_>| {
        let day = day.text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(0);
        month.is_among(MONTHS) && (1..=31).contains(&day)
    };
    if (in_words(a, b) || in_words(b, a)) && c.number().is_some_and(|year| is_year(year, c.text.len())) {
        return Some(Identity::Date);
    }
    let separator = b.before;
    let parted = separator == c.before && ["/", "-", ".", " / ", " - ", "\u{2013}"].contains(&separator);
    let (first, second, third) = (a.number()?, b.number()?, c.number()?);
    let month_and_day =
        |one: u32, other: u32| (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12;
    let short = |token: &Token<'_>| token.text.len() <= 2;
    let ends_with_year = short(a)
        && short(b)
        && c.text.len() != 1
        && is_year(third, c.text.len())
        && month_and_day(first, second);
    let starts_with_year =
        a.text.len() == 4 && is_year(first, 4) && short(b) && short(c) && month_and_day(second, third);
    (parted && (ends_with_year || starts_with_year)).then_some(Identity::Date)
}

fn is_year(year: u32, width: usize) -> bool {
    match width {
        2 => true,
        4 => (1900..2100).contains(&year),
        _ => false,
    }
}

/// Units behind a number that make it a dose or a duration.
const UNITS: [&str; 12] = ["mg", "mcg", "g", "ml", "cc", "cm", "mm", "ms", "units", "min", "h", "hours"];

fn numbers(tokens: &[Token<'_>]) -> Option<Identity> {
    let first = tokens.first()?;
    let longest =
        first.text.split(|c: char| !c.is_numeric()).map(|run| run.chars().count()).max().unwrap_or(0);
    if longest >= 7 {
        return Some(if longest == 10 { Identity::Phone } else { Identity::LongNumber });
    }
    if !first.is_number() {
        return None;
    }
    let close = ["-", ".", "/", "\u{2013}", ") ", ")", " "];
    let joined =
        tokens[1..].iter().take_while(|next| next.is_number() && close.contains(&next.before)).count();
    let run = &tokens[..=joined];
    let widths: Vec<usize> = run.iter().map(Token::digits).collect();
    let blank = |group: &[Token<'_>]| group[1..].iter().any(|next| next.before == " ");
    let follows = tokens.get(joined + 1).is_some_and(|next| next.is(&UNITS));
    match widths[..] {
        [3, 2, 4, ..] => return Some(Identity::LongNumber),
        [3, 3, 4, ..] | [1, 3, 3, 4, ..] => return Some(Identity::Phone),
        [3, 4] if !blank(run) && !follows => return Some(Identity::Phone),
        _ => {}
    }
    // Other long numbers in groups; not codes with modifiers, ranges of codes, or times of a day.
    let tight = run.iter().skip(1).take_while(|next| next.before != " ").count();
    let (run, widths) = (&run[..=tight], &widths[..=tight]);
    let codes = widths.iter().all(|width| [2, 5].contains(width)) && widths.first() == Some(&5);
    let times = widths == [4, 4] && run.iter().all(|time| time.number().is_some_and(is_time));
    (widths.iter().sum::<usize>() >= 8 && !codes && !times).then_some(Identity::LongNumber)
}

fn is_time(number: u32) -> bool {
    number <= 2400 && number % 100 < 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_patient_is_named() {
        let cases = [
            (
                Identity::Name,
                "Mr Smith|Mr. J Smith|mrs jones knee|Ms. O'Neil|ms smith|Miss Brown|Mx Lee|MR SMITH",
            ),
            (
                Identity::Name,
                "seen with Mr.Smith|MRS SMITH|Mister Jones|pt Smith|patient Smith|Patient: Jones",
            ),
            (
                Identity::Name,
                "pt named smith|patient name smith|name: smith|Pt. Müller|patient McDonald, redo",
            ),
            (Identity::RecordNumber, "MRN 1234|mrn: 55|MRN#99812|MRN123456|medical record 33|record no 4432"),
            (
                Identity::RecordNumber,
                "chart 88213|acct 10023|account number 9931|patient id 12|SSN 1234|member id X99",
            ),
            (Identity::Date, "dob 1950|DOB: 3/4/50|born 1961|date of birth May 5|birthdate 4 5|d.o.b. 3"),
            (
                Identity::Date,
                "3/14/1950|03-14-50|14.3.1950|1950-03-14|1950/3/14|on 3/4/26|Mar 14, 1950|14 March 1950",
            ),
            (Identity::Date, "14th March 1950|Sept 3 48|12 / 31 / 1999"),
            (
                Identity::LongNumber,
                "1234567|ref 123456789|078-05-1120|078 05 1120|12-34-56-78|K1234567|20260803|19500314",
            ),
            (
                Identity::Phone,
                "555-1234|212-555-1234|(212) 555-1234|212.555.1234|212 555 1234|1-212-555-1234|2125551234",
            ),
            (Identity::Email, "a@b.com|write jane.doe@example.org please"),
        ];
        let wrong: Vec<_> = cases
            .iter()
            .flat_map(|(identity, texts)| {
                texts.split('|').map(move |text| (text, Some(*identity), find(text)))
            })
            .filter(|(_, wanted, found)| wanted != found)
            .collect();
        assert!(wrong.is_empty(), "text, wanted, found: {wrong:#?}");
    }

    #[test]
    fn what_clinicians_write_of_their_work_passes() {
        let texts = "|redo, 2 h|room 12|with Dr Lee|Dr Smith|Dr. J Smith assisting|TKA left|case 3 of 5|OR 4, add-on|
            99213-25 with 20610|27447-50-59|99202-99215|ran 0730-1530|7:30-15:30|24/7 call|12 h call|L3/4/5 fusion|
            C5-6, C6-7|severe MR|MR brain|MR angiogram|MS flare|MS patient|MS symptoms worse|20 ms pulse|near miss noted|
            did not miss|PT eval|PT INR|pt declined|patient seen twice|Patient declined, will return|72 yo|BMI 48|
            clinic on 3/14|2 of 3|ext 4521|q2h|s/p CABG x3|HgbA1c 9.2|100-1200 mg|1:100000|26 modifier|March 2026 audit|
            on call Dec 24|with NP Jones|supervised PA Miller|resident Patel|Smith & Nephew nail|no record found|chart review|
            chart review 30 min|id consult|account for 2nd session|name plate|EBL 350 ml|12.5 mg|3.5 cm x 2.1 cm|
            may need 2 more|twins at 34 3/7|99213 99214 to check|room 312 at 1430|bed 4012|trauma bay 2|block room B|
            @ main campus|99213@home|Epic ticket 48213|G0105, J3301|0.5 FTE|1/2 day|a1c|patient A&O|PT/OT|first case, 1 of 4";
        let texts = texts.split('|').map(str::trim);
        let wrong: Vec<_> = texts.filter_map(|text| Some((text, find(text)?))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
