//! A file in blocks of whole lines, read and hashed by one thread and worked on by others, taken in order.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use sha2::{Digest, Sha256};

/// Bytes of a block.
pub(super) const BLOCK: usize = 1 << 20;

/// What was read.
#[derive(Debug)]
pub(super) struct Whole {
    /// SHA-256 of all bytes, in lower-case hexadecimal.
    pub(super) sha256: String,
    /// How many there were.
    pub(super) bytes: u64,
    /// Whether the last line has an end.
    pub(super) ends: bool,
}

/// Why reading ended early.
#[derive(Debug)]
pub(super) enum Stop<E> {
    /// The system refused, or an archive is damaged.
    Io(io::Error),
    /// No line ends within a block.
    LongLine,
    /// The work refused a block.
    Refused(E),
}

/// With a block's place in the file.
type Numbered<T> = (usize, T);
/// What came of a block, and the block's memory for another.
type Worked<T> = (T, Vec<u8>);

/// Reads a file from its first line: `begin` takes that line, `work` every block of whole lines after it, on one of
/// `threads` threads, and `take` what came of it, in the order of the file.
pub(super) fn read<L: Sync, T: Send, E: Send>(
    mut file: impl Read,
    threads: usize,
    begin: impl FnOnce(&[u8]) -> Result<L, E>,
    work: impl Fn(&L, &[u8]) -> T + Sync,
    mut take: impl FnMut(T, u64) -> Result<(), E>,
) -> Result<Whole, Stop<E>> {
    let mut hasher = Sha256::new();
    let mut lines = Lines::default();
    let first = lines.next(&mut file, &mut hasher, Vec::new())?.unwrap_or_default();
    let header_end = memchr::memchr(b'\n', &first).map_or(first.len(), |end| end + 1);
    let (header, rest) = first.split_at(header_end);
    let layout = begin(strip(header)).map_err(Stop::Refused)?;
    let rest = rest.to_vec();
    drop(first);

    let threads = threads.max(1);
    let (blocks, waiting): (SyncSender<Numbered<Vec<u8>>>, _) = sync_channel(threads * 2);
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        // Dropped with this closure, however it ends, which ends the threads.
        let blocks = blocks;
        let (results, done) = channel::<Numbered<Worked<T>>>();
        let (waiting, layout, work) = (&waiting, &layout, &work);
        for _ in 0..threads {
            let results = results.clone();
            scope.spawn(move || {
                loop {
                    // The lock lasts as long as the wait, which is where one of the threads waits for all.
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, block)) = next else { return };
                    let result = work(layout, &block);
                    if results.send((number, (result, block))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);

        let mut ordered = Ordered::default();
        let mut spare: Vec<Vec<u8>> = Vec::new();
        let mut sent = 0;
        let mut next = Some(rest).filter(|rest| !rest.is_empty());
        if next.is_none() {
            next = lines.next(&mut file, &mut hasher, Vec::new())?;
        }
        while let Some(block) = next {
            if blocks.send((sent, block)).is_err() {
                break;
            }
            sent += 1;
            while let Ok((number, result)) = done.try_recv() {
                ordered.put(number, result);
            }
            ordered.drain(&mut spare, lines.bytes, &mut take).map_err(Stop::Refused)?;
            next = lines.next(&mut file, &mut hasher, spare.pop().unwrap_or_default())?;
        }
        drop(blocks);
        while let Ok((number, result)) = done.recv() {
            ordered.put(number, result);
            ordered.drain(&mut spare, lines.bytes, &mut take).map_err(Stop::Refused)?;
        }
        Ok(Whole { sha256: hex(&hasher.finalize()), bytes: lines.bytes, ends: lines.ends })
    })
}

/// Results that wait for those before them.
struct Ordered<T> {
    waiting: BTreeMap<usize, Worked<T>>,
    next: usize,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), next: 0 }
    }
}

impl<T> Ordered<T> {
    fn put(&mut self, number: usize, result: Worked<T>) {
        self.waiting.insert(number, result);
    }

    /// Takes every result whose turn it is, and keeps its block's memory for another.
    fn drain<E>(
        &mut self,
        spare: &mut Vec<Vec<u8>>,
        bytes: u64,
        take: &mut impl FnMut(T, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some((result, block)) = self.waiting.remove(&self.next) {
            self.next += 1;
            spare.push(block);
            take(result, bytes)?;
        }
        Ok(())
    }
}

/// A file cut where lines end.
#[derive(Debug, Default)]
struct Lines {
    /// The beginning of a line whose end was not yet read.
    rest: Vec<u8>,
    bytes: u64,
    ended: bool,
    /// Whether the last byte so far ends a line.
    ends: bool,
}

impl Lines {
    /// The next block of whole lines, in `block`'s memory; `None` at the end.
    fn next<E>(
        &mut self,
        file: &mut impl Read,
        hasher: &mut Sha256,
        mut block: Vec<u8>,
    ) -> Result<Option<Vec<u8>>, Stop<E>> {
        block.clear();
        block.append(&mut self.rest);
        while !self.ended && block.len() < BLOCK {
            let before = block.len();
            block.resize(BLOCK, 0);
            let read = loop {
                match file.read(&mut block[before..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other.map_err(Stop::Io)?,
                }
            };
            block.truncate(before + read);
            hasher.update(&block[before..]);
            self.bytes += read as u64;
            self.ends = block.last().map_or(self.ends, |last| *last == b'\n');
            self.ended = read == 0;
        }
        if self.ended {
            return Ok(Some(block).filter(|block| !block.is_empty()));
        }
        let end = memchr::memrchr(b'\n', &block).ok_or(Stop::LongLine)? + 1;
        self.rest.extend_from_slice(&block[end..]);
        block.truncate(end);
        Ok(Some(block))
    }
}

/// A line without its end.
pub(super) fn strip(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines of a block without their ends.
pub(super) fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = block;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(strip(line))
    })
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &[u8]) -> Result<(Vec<Vec<u8>>, Whole), Stop<()>> {
        let (mut all, mut first) = (Vec::new(), Vec::new());
        let whole = read(
            text,
            3,
            |header| {
                first = header.to_vec();
                Ok(())
            },
            |(), block| lines(block).map(<[u8]>::to_vec).collect::<Vec<_>>(),
            |lines, _| {
                all.extend(lines);
                Ok(())
            },
        )?;
        all.insert(0, first);
        Ok((all, whole))
    }

    #[test]
    fn lines_come_in_their_order_whatever_the_blocks() {
        let text: Vec<u8> = (0..400_000).flat_map(|line| format!("line {line}\n").into_bytes()).collect();
        assert!(text.len() > BLOCK * 3);
        let (lines, whole) = read_all(&text).unwrap();
        assert_eq!(lines.len(), 400_000);
        assert!(lines.iter().enumerate().all(|(at, line)| line == format!("line {at}").as_bytes()));
        assert_eq!(whole.bytes, text.len() as u64);
        assert_eq!(whole.sha256, hex(&Sha256::digest(&text)));
    }

    #[test]
    fn the_last_line_needs_no_end() {
        let (lines, _) = read_all(b"header\r\none\r\ntwo").unwrap();
        assert_eq!(lines, [&b"header"[..], b"one", b"two"]);
        let (lines, _) = read_all(b"header").unwrap();
        assert_eq!(lines, [b"header"]);
        assert_eq!(read_all(b"").unwrap().0, [b""]);
    }

    #[test]
    fn a_line_longer_than_a_block_is_refused() {
        let text = vec![b'x'; BLOCK * 2];
        assert!(matches!(read_all(&text), Err(Stop::LongLine)));
    }
}
