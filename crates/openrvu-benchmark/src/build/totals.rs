//! Whether the files of totals are of the same services as the rows: no part is more than its whole.

use super::BuildError;
use super::cells::CodeCell;
use super::gather::Gathered;
use super::group::ProviderSum;
use super::record::unpack;
use crate::Services;
use crate::set::SourceKind;

/// Of so many one may have more services in the rows than in its total.
const ONE_OF: usize = 100;

/// A part and its whole, in hundredths of a service.
struct Pair {
    name: u32,
    rows: u64,
    total: u64,
}

impl Pair {
    /// Counts of services have decimals, which Medicare's files round each by itself.
    fn exceeds(&self) -> bool {
        self.rows > self.total.saturating_add(self.total / 100 + 100)
    }
}

/// Refuses totals by provider that are less than what the rows of many of them add up to.
pub(super) fn of_providers(gathered: &Gathered, providers: &[ProviderSum]) -> Result<(), BuildError> {
    let pairs = providers.iter().filter_map(|sum| {
        let total = *gathered.totals.get(&sum.npi)?;
        Some(Pair { name: sum.npi, rows: sum.all_services, total })
    });
    hold(gathered, SourceKind::Provider, "providers", pairs, |npi| format!("NPI {npi}"))
}

/// The same of the nation's totals by code, of cells whose codes follow each other in no order.
pub(super) fn of_codes(gathered: &Gathered, cells: &[CodeCell]) -> Result<(), BuildError> {
    let mut sorted: Vec<&CodeCell> = cells.iter().collect();
    sorted.sort_unstable_by_key(|cell| cell.code);
    let pairs = sorted.chunk_by(|a, b| a.code == b.code).filter_map(|of_code| {
        let name = of_code.first()?.code;
        let total = *gathered.national.get(&name)?;
        let rows = of_code.iter().fold(0, |sum: u64, cell| sum.saturating_add(cell.services));
        Some(Pair { name, rows, total })
    });
    let name = |code| unpack(code).map(|code| code.to_string()).unwrap_or_default();
    hold(gathered, SourceKind::Geography, "codes", pairs, name)
}

fn hold(
    gathered: &Gathered,
    kind: SourceKind,
    of: &'static str,
    pairs: impl Iterator<Item = Pair>,
    name: impl Fn(u32) -> String,
) -> Result<(), BuildError> {
    let (mut all, mut exceeding, mut first) = (0, 0, None);
    for pair in pairs {
        all += 1;
        if pair.exceeds() {
            exceeding += 1;
            first.get_or_insert(pair);
        }
    }
    let Some(pair) = first.filter(|_| exceeding * ONE_OF > all) else { return Ok(()) };
    let file = gathered.part.sources.iter().find(|source| source.kind == kind);
    Err(BuildError::Totals {
        file: file.map_or_else(String::new, |source| source.file.name.clone()),
        of,
        exceeding,
        all,
        example: name(pair.name),
        rows: Services::new(pair.rows),
        total: Services::new(pair.total),
    })
}
