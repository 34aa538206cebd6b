//! The rows of a table as lines, under a mapping.

use std::collections::BTreeMap;

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::valuation::{MOST_MINUTES, MOST_MODIFIERS, MOST_UNITS};
use openrvu_core::{Cents, Code, CreditRvu, Line, Modifier};
use openrvu_table::{Row, Table};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::cell::{self, NotACode};
use super::date::{self, DateText};
use super::guess::{letter, shortened};
use super::problem::{ProblemKind, RowProblem};
use super::{Field, Mapping, MappingError};
use crate::export::unguarded;
use crate::{EncounterId, EntryId, Role, ShortText};

/// What was read of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The lines, in the order of their rows.
    pub lines: Vec<ReadLine>,
    /// Rows that were not read, or not in full, in their order.
    pub problems: Vec<RowProblem>,
    /// Rows that hold no line.
    pub skipped: Skipped,
    /// Which columns there were.
    pub has: Has,
}

/// Rows that hold no line, by why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Skipped {
    /// Titles, totals, headings of groups, headers that are repeated on each page: their rows.
    pub not_lines: Vec<u32>,
    /// Rows of other clinicians.
    pub of_others: usize,
    /// Lines that a later row takes back, and the rows that take them back: two for each.
    pub taken_back: usize,
}

/// Which columns a table has; what it does not have says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Has {
    /// Modifiers, in a column of their own or behind the code.
    pub modifiers: bool,
    /// Units.
    pub units: bool,
    /// Work RVUs.
    pub work: bool,
}

/// A line as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadLine {
    /// The row.
    pub row: u32,
    /// Date of service.
    pub date: Date,
    /// Code, modifiers, units, minutes, charge.
    pub line: Line,
    /// Work RVUs credited for all units together, as the table has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<CreditRvu>,
    /// Place of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceOfServiceCode>,
    /// Clinic or hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<ShortText>,
    /// Rows of one number are one encounter; without a number each row is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// What only this program's own tables have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
}

/// What only this program's own tables have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Own {
    /// The entry's id; none for a row that was added by hand.
    pub id: Option<EntryId>,
    /// The encounter's id.
    pub encounter: Option<EncounterId>,
    /// The role.
    pub role: Role,
    /// The colleague.
    pub colleague: Option<ShortText>,
    /// The note.
    pub note: Option<ShortText>,
}

impl ReadLine {
    /// Day, code, modifiers in their order, units and minutes: what makes two lines the same service.
    #[must_use]
    pub fn service(&self) -> Service {
        Service::of(self.date, &self.line)
    }
}

/// Day, code, modifiers in their order, units and minutes: what makes two lines the same service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// Date of service.
    pub date: Date,
    /// The code.
    pub code: Code,
    /// The modifiers, in alphabetical order.
    pub modifiers: Vec<Modifier>,
    /// Units.
    pub units: u32,
    /// Minutes.
    pub minutes: Option<u32>,
}

impl Service {
    /// Of a line on a day.
    #[must_use]
    pub fn of(date: Date, line: &Line) -> Self {
        let mut modifiers = line.modifiers.clone();
        modifiers.sort_unstable();
        Self { date, code: line.code, modifiers, units: line.units, minutes: line.minutes }
    }
}

impl Reading {
    /// Problems of rows that were not read.
    pub fn refusals(&self) -> impl Iterator<Item = &RowProblem> {
        self.problems.iter().filter(|problem| !problem.kind.is_remark())
    }

    /// Remarks about rows that were read all the same.
    pub fn remarks(&self) -> impl Iterator<Item = &RowProblem> {
        self.problems.iter().filter(|problem| problem.kind.is_remark())
    }

    /// The first and the last day.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let dates = || self.lines.iter().map(|line| line.date);
        Some((dates().min()?, dates().max()?))
    }

    /// How many problems there are of each kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<ProblemKind, usize> {
        let mut counts = BTreeMap::new();
        for problem in &self.problems {
            *counts.entry(problem.kind).or_default() += 1;
        }
        counts
    }
}

/// Reads the rows of a table under a mapping. A day after `today` is a problem.
///
/// # Errors
/// [`MappingError`] where no line could be read by the mapping.
pub fn read(table: &Table, mapping: &Mapping, today: Date) -> Result<Reading, MappingError> {
    mapping.check()?;
    let header = mapping.header.and_then(|number| table.rows().find(|row| row.number() == number));
    let mut reader = Reader {
        mapping,
        header,
        today,
        day: None,
        groups: FxHashMap::default(),
        ids: FxHashSet::default(),
        back: Vec::new(),
        reading: Reading {
            has: Has {
                modifiers: mapping.column(Field::Modifiers).is_some(),
                units: mapping.column(Field::Units).is_some(),
                work: mapping.column(Field::Work).or(mapping.column(Field::WorkPerUnit)).is_some(),
            },
            ..Reading::default()
        },
    };
    for row in table.rows().filter(|row| mapping.header.is_none_or(|header| row.number() > header)) {
        if let Err(problem) = reader.row(row) {
            reader.reading.problems.push(problem);
        }
    }
    reader.take_back();
    let mut reading = reader.reading;
    reading.problems.sort_by_key(|problem| problem.row);
    Ok(reading)
}

struct Reader<'t> {
    mapping: &'t Mapping,
    header: Option<Row<'t>>,
    today: Date,
    /// The day of the row above.
    day: Option<Date>,
    groups: FxHashMap<(&'t str, Date), u32>,
    ids: FxHashSet<EntryId>,
    /// Lines with negative units: each takes back one like it.
    back: Vec<ReadLine>,
    reading: Reading,
}

/// A cell and its column.
#[derive(Clone, Copy)]
struct Cell<'t> {
    row: u32,
    column: usize,
    text: &'t str,
}

impl<'t> Reader<'t> {
    fn cell(&self, row: Row<'t>, field: Field) -> Option<Cell<'t>> {
        let column = self.mapping.column(field)?;
        Some(Cell { row: row.number(), column, text: row.get(column) })
    }

    /// A cell that holds something.
    fn filled(&self, row: Row<'t>, field: Field) -> Option<Cell<'t>> {
        self.cell(row, field).filter(|cell| !cell::is_nothing(cell.text))
    }

    fn problem(&self, cell: Cell<'_>, kind: ProblemKind) -> RowProblem {
        let name = self.header.map_or("", |header| header.get(cell.column));
        let column = if name.is_empty() { letter(cell.column) } else { shortened(name) };
        RowProblem { row: cell.row, column, kind, found: shortened(cell.text) }
    }

    fn remark(&mut self, cell: Cell<'_>, kind: ProblemKind) {
        let problem = self.problem(cell, kind);
        self.reading.problems.push(problem);
    }

    fn row(&mut self, row: Row<'t>) -> Result<(), RowProblem> {
        let (Some(date_cell), Some(code_cell)) = (self.cell(row, Field::Date), self.cell(row, Field::Code))
        else {
            return Ok(());
        };
        let (date, code) = (date::read(date_cell.text), cell::code(code_cell.text));
        if let Some(day) = date.and_then(|text| text.date(self.mapping.date_order)) {
            self.day = Some(day);
        }
        let is_carried = self.mapping.carry_dates && cell::is_nothing(date_cell.text);
        if self.is_no_line(row, date, &code, is_carried) {
            self.reading.skipped.not_lines.push(row.number());
            return Ok(());
        }
        if let (Some(wanted), Some(column)) = (&self.mapping.provider, self.mapping.column(Field::Provider))
            && row.get(column) != wanted
        {
            self.reading.skipped.of_others += 1;
            return Ok(());
        }
        let date = if is_carried { self.day } else { self.date(date_cell, date)? };
        let date = date.ok_or_else(|| self.problem(date_cell, ProblemKind::NoDate))?;
        if date > self.today {
            return Err(self.problem(date_cell, ProblemKind::InTheFuture));
        }
        let code = code.map_err(|why| {
            let kind = match why {
                NotACode::Empty => ProblemKind::NoCode,
                NotACode::TooShort => ProblemKind::ShortCode,
                NotACode::Several => ProblemKind::SeveralCodes,
                NotACode::Other => ProblemKind::NotACode,
            };
            self.problem(code_cell, kind)
        })?;
        if code.zeros_restored {
            self.remark(code_cell, ProblemKind::ZerosRestored);
        }
        self.reading.has.modifiers |= !code.modifiers.is_empty();
        let mut line = Line::new(code.code);
        self.modifiers(row, code_cell, code.modifiers, &mut line)?;
        let units = self.units(row)?;
        line.units = u32::try_from(units.abs()).unwrap_or(MOST_UNITS);
        line.minutes = self.minutes(row)?;
        line.charge = if units < 0 { None } else { self.charge(row)? };
        let work = self.work(row, units)?;
        let place = self.place(row);
        let site = self.text(row, Field::Site);
        let group = self.group(row, date);
        let own = self.own(row)?;
        let read = ReadLine { row: row.number(), date, line, work, place, site, group, own };
        if units < 0 || work.is_some_and(|work| work.get() < 0) {
            self.back.push(read)
        } else {
            self.reading.lines.push(read)
        }
        Ok(())
    }

    /// Whether a row is a title, a total, the heading of a group, or the header again.
    fn is_no_line(
        &self,
        row: Row<'_>,
        date: Option<DateText>,
        code: &Result<cell::CodeCell, NotACode>,
        is_carried: bool,
    ) -> bool {
        let is_total = |text: &str| {
            let head: String = text.chars().take(14).collect::<String>().to_ascii_lowercase();
            ["total", "subtotal", "sub total", "sub-total", "grand total"]
                .iter()
                .any(|word| head.starts_with(word))
        };
        let repeats_header = || self.header.is_some_and(|header| header.cells().eq(row.cells()));
        match code {
            Ok(_) => false,
            Err(_) if repeats_header() => true,
            Err(NotACode::Empty) => date.is_none() || self.mapping.carry_dates || row.cells().any(is_total),
            Err(_) => (date.is_none() && !is_carried) || row.cells().any(is_total),
        }
    }

    fn date(&self, cell: Cell<'_>, text: Option<DateText>) -> Result<Option<Date>, RowProblem> {
        if cell::is_nothing(cell.text) {
            return Ok(None);
        }
        let text = text.ok_or_else(|| self.problem(cell, ProblemKind::NotADate))?;
        text.date(self.mapping.date_order)
            .map(Some)
            .ok_or_else(|| self.problem(cell, ProblemKind::OtherOrder))
    }

    fn modifiers(
        &mut self,
        row: Row<'t>,
        code_cell: Cell<'t>,
        behind_code: Vec<Modifier>,
        line: &mut Line,
    ) -> Result<(), RowProblem> {
        let mut found: Vec<(Cell<'t>, Modifier)> =
            behind_code.into_iter().map(|modifier| (code_cell, modifier)).collect();
        for column in self.mapping.columns_of(Field::Modifiers) {
            let cell = Cell { row: row.number(), column, text: row.get(column) };
            let read =
                cell::modifiers(cell.text).ok_or_else(|| self.problem(cell, ProblemKind::NotAModifier))?;
            found.extend(read.into_iter().map(|modifier| (cell, modifier)));
        }
        for (cell, modifier) in found {
            if line.modifiers.contains(&modifier) {
                // Behind the code and in a column of its own is a usual way to write one.
                if cell.column == code_cell.column
                    || !cell::code(code_cell.text).is_ok_and(|code| code.modifiers.contains(&modifier))
                {
                    self.remark(cell, ProblemKind::RepeatedModifier);
                }
            } else if line.modifiers.len() == MOST_MODIFIERS {
                return Err(self.problem(cell, ProblemKind::TooManyModifiers));
            } else {
                line.modifiers.push(modifier);
            }
        }
        Ok(())
    }

    fn units(&self, row: Row<'t>) -> Result<i64, RowProblem> {
        let Some(cell) = self.filled(row, Field::Units) else { return Ok(1) };
        let units = cell::whole(cell.text).ok_or_else(|| self.problem(cell, ProblemKind::NotUnits))?;
        if units == 0 || units.abs() > i64::from(MOST_UNITS) {
            return Err(self.problem(cell, ProblemKind::NoUnits));
        }
        Ok(units)
    }

    fn minutes(&self, row: Row<'t>) -> Result<Option<u32>, RowProblem> {
        let Some(cell) = self.filled(row, Field::Minutes) else { return Ok(None) };
        match cell::whole(cell.text) {
            // Reports with a column of minutes have a zero where there is no anesthesia.
            Some(0) => Ok(None),
            Some(minutes) if (1..=i64::from(MOST_MINUTES)).contains(&minutes) => {
                Ok(u32::try_from(minutes).ok())
            }
            _ => Err(self.problem(cell, ProblemKind::NotMinutes)),
        }
    }

    fn charge(&self, row: Row<'t>) -> Result<Option<Cents>, RowProblem> {
        let Some(cell) = self.filled(row, Field::Charge) else { return Ok(None) };
        let charge = cell::cents(cell.text).filter(|charge| *charge >= Cents::ZERO);
        charge.map(Some).ok_or_else(|| self.problem(cell, ProblemKind::NotACharge))
    }

    fn work(&self, row: Row<'t>, units: i64) -> Result<Option<CreditRvu>, RowProblem> {
        let read =
            |cell: Cell<'t>| cell::work(cell.text).ok_or_else(|| self.problem(cell, ProblemKind::NotWork));
        if let Some(cell) = self.filled(row, Field::Work) {
            return read(cell).map(Some);
        }
        let Some(cell) = self.filled(row, Field::WorkPerUnit) else { return Ok(None) };
        read(cell).map(|work| Some(CreditRvu::new(work.get().saturating_mul(units))))
    }

    fn place(&mut self, row: Row<'t>) -> Option<PlaceOfServiceCode> {
        let cell = self.filled(row, Field::Place)?;
        let place = cell::place(cell.text);
        if place.is_none() {
            self.remark(cell, ProblemKind::PlaceLeftOut);
        }
        place
    }

    fn text(&mut self, row: Row<'t>, field: Field) -> Option<ShortText> {
        // In this program's own tables every text is meant, also one that says "none".
        let is_own = self.mapping.column(Field::EntryId).is_some();
        let cell = self.cell(row, field).filter(|cell| !cell.text.is_empty())?;
        if !is_own && cell::is_nothing(cell.text) {
            return None;
        }
        let text = unguarded(cell.text).parse().ok();
        if text.is_none() {
            let hidden = Cell { text: "", ..cell };
            self.remark(hidden, ProblemKind::TextLeftOut);
        }
        text
    }

    fn group(&mut self, row: Row<'t>, date: Date) -> Option<u32> {
        let cell = self.filled(row, Field::Encounter)?;
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        Some(*self.groups.entry((cell.text, date)).or_insert(next))
    }

    fn own(&mut self, row: Row<'t>) -> Result<Option<Own>, RowProblem> {
        if self.mapping.column(Field::EntryId).is_none() {
            return Ok(None);
        }
        let mut own = Own::default();
        if let Some(cell) = self.filled(row, Field::EntryId) {
            let id: EntryId = cell.text.parse().map_err(|_| self.problem(cell, ProblemKind::NotAnId))?;
            if !self.ids.insert(id) {
                return Err(self.problem(cell, ProblemKind::IdTwice));
            }
            own.id = Some(id);
        }
        if let Some(cell) = self.filled(row, Field::EncounterId) {
            own.encounter = Some(cell.text.parse().map_err(|_| self.problem(cell, ProblemKind::NotAnId))?);
        }
        if let Some(cell) = self.filled(row, Field::Role) {
            let role =
                Role::ALL.into_iter().find(|role| role.slug() == cell.text || role.name() == cell.text);
            own.role = role.ok_or_else(|| self.problem(cell, ProblemKind::NotARole))?;
        }
        own.colleague = self.text(row, Field::Colleague);
        own.note = self.text(row, Field::Note);
        Ok(Some(own))
    }

    /// Takes out, for each line with negative units or work, the last one like it.
    fn take_back(&mut self) {
        let mut places: FxHashMap<Service, Vec<usize>> = FxHashMap::default();
        let back = std::mem::take(&mut self.back);
        if back.is_empty() {
            return;
        }
        for (at, line) in self.reading.lines.iter().enumerate() {
            places.entry(line.service()).or_default().push(at);
        }
        let mut gone = FxHashSet::default();
        for line in back {
            match places.get_mut(&line.service()).and_then(Vec::pop) {
                Some(at) => {
                    gone.insert(at);
                    self.reading.skipped.taken_back += 2;
                }
                None => self.reading.problems.push(RowProblem {
                    row: line.row,
                    column: String::new(),
                    kind: ProblemKind::TakesBackNothing,
                    found: line.line.to_string(),
                }),
            }
        }
        let mut at = 0;
        self.reading.lines.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}
