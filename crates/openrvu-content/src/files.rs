//! Finds the content files in a folder.

use std::io;
use std::path::Path;

/// Reads every `.toml` and `.txt` file below a folder, as (name below it with `/`, text), in the order of names.
///
/// # Errors
/// The error of the folder or file that could not be read, with its path.
pub fn read_folder(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
        for entry in std::fs::read_dir(&folder).map_err(named)? {
            let entry = entry.map_err(named)?;
            let (path, name) = (entry.path(), format!("{prefix}{}", entry.file_name().to_string_lossy()));
            if path.is_dir() {
                folders.push((path, format!("{name}/")));
            } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "txt") {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}
