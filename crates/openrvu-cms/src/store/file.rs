//! One table in one Parquet file.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

/// Builds a table column by column.
#[derive(Default)]
pub(super) struct TableBuilder {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl TableBuilder {
    /// Adds a column; whether it may hold nulls follows from its values.
    pub(super) fn with(mut self, name: &str, column: ArrayRef) -> Self {
        self.fields.push(Field::new(name, column.data_type().clone(), column.is_nullable()));
        self.columns.push(column);
        self
    }

    /// The table as the bytes of a Parquet file.
    pub(super) fn into_parquet(self) -> Result<Encoded, ParquetError> {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.columns)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by("openrvu".to_owned())
            .build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(Encoded { rows: batch.num_rows() as u64, bytes })
    }
}

/// A table ready to be written.
pub(super) struct Encoded {
    /// How many rows it has.
    pub(super) rows: u64,
    /// The Parquet file.
    pub(super) bytes: Vec<u8>,
}

/// Reads the bytes of a Parquet file whole.
pub(super) fn read(bytes: Vec<u8>, rows: u64) -> Result<Vec<RecordBatch>, ParquetError> {
    let size = usize::try_from(rows).unwrap_or(usize::MAX).clamp(1, 1 << 20);
    ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))?
        .with_batch_size(size)
        .build()?
        .map(|batch| batch.map_err(ParquetError::from))
        .collect()
}
