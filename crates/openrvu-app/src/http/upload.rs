//! Forms with a file.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use crate::AppError;

/// Most bytes of a form with a table: the table, and what stands around it.
pub(crate) const MOST_TABLE_FORM: usize = 21 * 1024 * 1024;
/// Characters of a file's name that are kept.
const NAME_WIDTH: usize = 80;

/// Most bytes of a pasted text that are sent back with what is wrong with it.
const MOST_RETURNED: usize = 256 * 1024;

/// A file that was chosen, or a text that was pasted in its place.
pub(crate) struct Upload {
    /// The name of the file; empty for a text.
    pub(crate) name: String,
    /// The content.
    pub(crate) bytes: Vec<u8>,
}

impl Upload {
    /// The text as it was pasted, to stand in the form again; empty for a file, and for a text too long to send back.
    pub(crate) fn pasted(&self) -> String {
        if !self.name.is_empty() || self.bytes.len() > MOST_RETURNED {
            return String::new();
        }
        String::from_utf8(self.bytes.clone()).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = AppError;

    /// Reads the fields `file` and `text`, of which the file counts where there are both.
    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let unreadable = |status: StatusCode| match status {
            StatusCode::PAYLOAD_TOO_LARGE => AppError::Refused(
                status,
                "The file is too large, so nothing was changed. Divide it, by month for instance, and give the parts one by one.",
            ),
            status => AppError::Refused(status, "The form could not be read: choose the file again."),
        };
        let form = Multipart::from_request(request, state).await;
        let mut form = form.map_err(|rejection| unreadable(rejection.status()))?;
        let (mut file, mut text) = (None, None);
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(error.status()))? {
            let kind = field.name().unwrap_or_default().to_owned();
            let name = field.file_name().unwrap_or_default().chars().filter(|c| !c.is_control());
            let name: String = name.take(NAME_WIDTH).collect();
            let bytes = field.bytes().await.map_err(|error| unreadable(error.status()))?;
            let slot = match kind.as_str() {
                "file" => &mut file,
                "text" => &mut text,
                _ => continue,
            };
            if !bytes.is_empty() && slot.is_none() {
                *slot = Some(Self { name, bytes: bytes.into() });
            }
        }
        let text = text.map(|text| Self { name: String::new(), ..text });
        file.or(text).ok_or_else(|| AppError::invalid("file", "Choose a file, or paste a table."))
    }
}
