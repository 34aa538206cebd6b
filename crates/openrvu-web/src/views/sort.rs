//! The order of a list as it stands in the address: `?sort=work`, or `?sort=-work` for the greatest first. It holds for
//! the whole list, on whatever page of it a row then stands, and needs no script.

use std::cmp::Reverse;

/// A column that a list can be sorted by.
pub(crate) trait SortColumn: Copy + PartialEq + 'static {
    /// Every such column.
    const ALL: &'static [Self];
    /// What the address holds.
    fn slug(self) -> &'static str;
    /// Whether its values are numbers, of which the greatest are wanted first.
    fn is_number(self) -> bool;
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort<C> {
    /// The column.
    pub(crate) by: C,
    /// Whether the greatest comes first.
    pub(crate) descending: bool,
}

impl<C: SortColumn> Sort<C> {
    /// Reads an order; none where none is asked for.
    ///
    /// # Errors
    /// That there is no such column, in a sentence.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let (slug, descending) = match text.strip_prefix('-') {
            Some(slug) => (slug, true),
            None => (text, false),
        };
        let found = C::ALL.iter().copied().find(|column| column.slug() == slug);
        found.map(|by| Some(Self { by, descending })).ok_or_else(|| {
            let shown: String = text.chars().take(24).collect();
            let known: Vec<&str> = C::ALL.iter().map(|column| column.slug()).collect();
            format!(
                "{shown:?} is nothing to sort by: write one of {}, after a minus for the greatest first.",
                known.join(", ")
            )
        })
    }

    /// Orders rows by a value; those without one come last, equal ones stay as they are.
    pub(crate) fn apply<T, K: Ord>(self, rows: &mut [T], value: impl Fn(&T) -> Option<K>) {
        if self.descending {
            rows.sort_by_cached_key(|row| {
                value(row).map_or((true, None), |value| (false, Some(Reverse(value))))
            });
        } else {
            rows.sort_by_cached_key(|row| value(row).map_or((true, None), |value| (false, Some(value))));
        }
    }

    /// What the address holds.
    pub(crate) fn written(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.slug())
    }
}

/// A heading that leads to the list sorted by its column.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    /// The value of `sort` that it leads to: the other way round where the list is sorted by it.
    pub(crate) sort: String,
    /// `aria-sort`, where the list is sorted by it.
    pub(crate) sorted: Option<&'static str>,
}

impl Heading {
    /// The heading of a column in a list of some order.
    pub(crate) fn of<C: SortColumn>(column: C, order: Option<Sort<C>>) -> Self {
        let own = order.filter(|order| order.by == column);
        let descending = own.map_or(column.is_number(), |own| !own.descending);
        Self {
            sort: Sort { by: column, descending }.written(),
            sorted: own.map(|own| if own.descending { "descending" } else { "ascending" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::sorted_codes::Column;

    #[test]
    fn an_order_is_read_from_the_address() {
        let read = |text| Sort::<Column>::read(text);
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("-work"), Ok(Some(Sort { by: Column::Work, descending: true })));
        assert!(read("size").unwrap_err().contains("write one of code, service, work"));
    }

    #[test]
    fn rows_without_a_value_come_last_either_way() {
        let mut rows = [Some(2), None, Some(3), Some(1)];
        let mut sort = Sort { by: Column::Work, descending: false };
        sort.apply(&mut rows, |row| *row);
        assert_eq!(rows, [Some(1), Some(2), Some(3), None]);
        sort.descending = true;
        sort.apply(&mut rows, |row| *row);
        assert_eq!(rows, [Some(3), Some(2), Some(1), None]);
    }

    #[test]
    fn a_heading_leads_to_the_greatest_first_and_then_turns_the_order() {
        let of = |order| Heading::of(Column::Work, order);
        assert_eq!((of(None).sort.as_str(), of(None).sorted), ("-work", None));
        let sorted = of(Some(Sort { by: Column::Work, descending: true }));
        assert_eq!((sorted.sort.as_str(), sorted.sorted), ("work", Some("descending")));
    }
}
