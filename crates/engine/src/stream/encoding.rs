//! Streams as bytes in the file. The form is the file's own and changes only with the file's version.

use super::{End, Shard, Stream, ViewType};
use crate::value::bytes::{Damaged, Reader, write_block, write_length};

/// What stands for no time: no clock gets there.
const NEVER: u64 = u64::MAX;

impl Stream {
    /// The stream as bytes; its table and label are not in it, for they are its name.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.push(self.view as u8);
        for number in [
            self.created,
            self.disabled.unwrap_or(NEVER),
            self.first,
            self.oldest,
        ] {
            bytes.extend(number.to_be_bytes());
        }
        write_block(self.key_schema.as_bytes(), &mut bytes);
        write_length(self.shards.len(), &mut bytes);
        for shard in &self.shards {
            let end = shard.end.unwrap_or(End {
                number: 0,
                time: NEVER,
            });
            let parent = shard.parent.unwrap_or(NEVER);
            for number in [shard.time, parent, shard.start, end.number, end.time] {
                bytes.extend(number.to_be_bytes());
            }
        }
        bytes
    }

    /// The stream of a name and some bytes.
    pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Self, Damaged> {
        let (table, label) = name.split_once('/').ok_or(Damaged)?;
        let mut reader = Reader(bytes);
        let id = u32::from_be_bytes(fixed(&mut reader)?);
        let [view] = fixed(&mut reader)?;
        let view = match view {
            1 => ViewType::KeysOnly,
            2 => ViewType::NewImage,
            3 => ViewType::OldImage,
            4 => ViewType::NewAndOldImages,
            _ => return Err(Damaged),
        };
        let number = |reader: &mut Reader<'_>| fixed(reader).map(u64::from_be_bytes);
        let some = |time: u64| Some(time).filter(|time| *time != NEVER);
        let created = number(&mut reader)?;
        let disabled = some(number(&mut reader)?);
        let (first, oldest) = (number(&mut reader)?, number(&mut reader)?);
        let key_schema = reader.text()?.to_owned();
        let mut shards = Vec::new();
        for _ in 0..reader.length()? {
            let time = number(&mut reader)?;
            let parent = some(number(&mut reader)?);
            let start = number(&mut reader)?;
            let end = End {
                number: number(&mut reader)?,
                time: number(&mut reader)?,
            };
            shards.push(Shard {
                time,
                parent,
                start,
                end: Some(end).filter(|end| end.number != 0),
            });
        }
        if !reader.0.is_empty() {
            return Err(Damaged);
        }
        Ok(Self {
            id,
            table: table.to_owned(),
            label: label.to_owned(),
            view,
            created,
            disabled,
            key_schema,
            first,
            oldest,
            shards,
        })
    }
}

/// So many bytes at the front.
pub(crate) fn fixed<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], Damaged> {
    let (bytes, rest) = reader.0.split_first_chunk().ok_or(Damaged)?;
    reader.0 = rest;
    Ok(*bytes)
}
