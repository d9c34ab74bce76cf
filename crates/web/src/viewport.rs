//! The arithmetic of a windowed list: which rows are in sight, and where they stand. No browser in it.

use std::ops::Range;

/// The tallest element that every browser lays out exactly, in pixels (Firefox ends near 17.9 million).
const TALLEST: f64 = 15_000_000.0;

/// A list of rows of one height, of which only those near the visible part are in the document.
///
/// Up to 15 million pixels a row stands where its position says. A longer list is squeezed: the scroll bar
/// covers it in proportion, and rows stand relative to the scroll position, so that there is no limit to the rows.
///
/// ```
/// use lockstep_web::Viewport;
///
/// let viewport = Viewport { rows: 100_000, row_height: 40.0, height: 600.0, overscan: 5 };
/// assert_eq!(viewport.window(0.0), 0..20);
/// assert_eq!(viewport.window(400_000.0), 9_995..10_020);
/// assert_eq!(viewport.top(10_000, 400_000.0), 400_000.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// The number of rows in the list.
    pub rows: usize,
    /// The height of a row, in pixels.
    pub row_height: f64,
    /// The height of the visible part, in pixels.
    pub height: f64,
    /// The rows kept above and below the visible part, so that a short scroll shows no gap.
    pub overscan: usize,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows and pixels are far below 2^52, and every number is clamped before it is cast"
)]
impl Viewport {
    /// The height of the scrolled element, in pixels.
    pub fn total_height(&self) -> f64 {
        self.natural_height().min(TALLEST)
    }

    /// The rows to keep in the document at a scroll position.
    pub fn window(&self, scroll: f64) -> Range<usize> {
        let first = (self.offset(scroll) / self.row_height).floor().max(0.0) as usize;
        let visible = (self.height / self.row_height).ceil().max(0.0) as usize;
        let end = first
            .saturating_add(visible)
            .saturating_add(self.overscan)
            .min(self.rows);
        first.saturating_sub(self.overscan).min(end)..end
    }

    /// Whether the list is so long that it is squeezed: only then does [`top`](Self::top) depend on the scroll position.
    pub fn is_squeezed(&self) -> bool {
        self.natural_height() > TALLEST
    }

    /// Where a row's upper edge stands in the scrolled element, in pixels, at a scroll position.
    pub fn top(&self, row: usize, scroll: f64) -> f64 {
        let natural = row as f64 * self.row_height;
        if self.is_squeezed() {
            natural - self.offset(scroll) + self.clamp(scroll)
        } else {
            natural
        }
    }

    /// The scroll position, nearest to the present one, at which a row is wholly in sight.
    pub fn reveal(&self, row: usize, scroll: f64) -> f64 {
        let upper = row as f64 * self.row_height;
        let lower = upper + self.row_height;
        let offset = self.offset(scroll);
        let wanted = if upper < offset {
            upper
        } else if lower > offset + self.height {
            lower - self.height
        } else {
            return self.clamp(scroll);
        };
        self.clamp(wanted * self.squeeze())
    }

    /// The rows that fit into the visible part: how far Page Up and Page Down go. At least one.
    pub fn page(&self) -> usize {
        ((self.height / self.row_height).floor().max(1.0)) as usize
    }

    fn natural_height(&self) -> f64 {
        self.rows as f64 * self.row_height
    }

    /// The pixels of the natural list that are above the visible part.
    fn offset(&self, scroll: f64) -> f64 {
        self.clamp(scroll) / self.squeeze()
    }

    /// How much shorter the scroll range is than the natural list's: 1 for all but giant lists.
    fn squeeze(&self) -> f64 {
        let natural = self.natural_height() - self.height;
        let range = self.total_height() - self.height;
        if natural <= range || natural <= 0.0 {
            1.0
        } else {
            range / natural
        }
    }

    fn clamp(&self, scroll: f64) -> f64 {
        scroll.clamp(0.0, (self.total_height() - self.height).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: usize) -> Viewport {
        Viewport {
            rows,
            row_height: 40.0,
            height: 600.0,
            overscan: 4,
        }
    }

    #[test]
    fn an_empty_list_has_no_window() {
        assert_eq!(list(0).window(0.0), 0..0);
        assert_eq!(list(0).window(5_000.0), 0..0);
        assert_eq!(list(0).total_height().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_short_list_is_whole() {
        assert_eq!(list(7).window(0.0), 0..7);
        assert_eq!(
            list(7).window(999.0),
            0..7,
            "a scroll position left over from a longer list"
        );
    }

    #[test]
    fn the_end_is_reached() {
        let list = list(100_000);
        let end = list.total_height() - list.height;
        assert_eq!(list.window(end).end, 100_000);
        assert_eq!(list.window(end * 2.0).end, 100_000);
    }

    #[test]
    fn a_giant_list_shows_its_first_and_its_last_row() {
        let list = list(10_000_000);
        assert!(list.total_height() <= TALLEST);
        assert_eq!(list.window(0.0).start, 0);
        let end = list.total_height() - list.height;
        assert_eq!(list.window(end).end, 10_000_000);
        let bottom = list.top(9_999_999, end) + 40.0;
        assert!(
            (bottom - list.total_height()).abs() < 0.01,
            "the last row ends where the element ends: {bottom}"
        );
    }

    #[test]
    fn revealing_moves_no_more_than_needed() {
        let list = list(1_000);
        let near = |left: f64, right: f64| assert!((left - right).abs() < 0.01, "{left} is not {right}");
        near(list.reveal(3, 100.0), 100.0);
        near(list.reveal(0, 100.0), 0.0);
        near(list.reveal(20, 0.0), 240.0);
        near(list.reveal(999, 0.0), 39_400.0);
    }

    #[test]
    fn whatever_the_position_the_visible_rows_are_in_the_window() {
        for rows in [1, 14, 15, 16, 1_000, 5_000_000] {
            let list = list(rows);
            for step in 0..=50 {
                let scroll = (list.total_height() - list.height).max(0.0) * f64::from(step) / 50.0;
                let window = list.window(scroll);
                assert!(window.end <= rows && !window.is_empty());
                assert!(window.start == 0 || list.top(window.start, scroll) <= scroll);
                assert!(window.end == rows || list.top(window.end, scroll) >= scroll + list.height);
            }
        }
    }
}
