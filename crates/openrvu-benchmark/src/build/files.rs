//! The files given: plain, compressed with gzip, or members of a ZIP, as streams.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::BuildError;

/// Calls `visit` with every file of a path: its name, its size where that is known, and its bytes.
pub(super) fn each(
    path: &Path,
    mut visit: impl FnMut(&str, Option<u64>, &mut dyn Read) -> Result<(), BuildError>,
) -> Result<(), BuildError> {
    let io = |error| BuildError::Io { path: path.to_owned(), error };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(BuildError::Folder { path: path.to_owned() });
    }
    match extension(&name).as_str() {
        "zip" => {
            let damaged = |error: zip::result::ZipError| BuildError::Damaged {
                path: path.to_owned(),
                detail: error.to_string(),
            };
            let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
            let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
            let mut members = names.collect::<Result<Vec<String>, _>>().map_err(damaged)?;
            members
                .retain(|member| matches!(extension(member).as_str(), "csv" | "txt") && !is_hidden(member));
            members.sort();
            if members.is_empty() {
                return Err(BuildError::EmptyArchive { path: path.to_owned() });
            }
            let files = members.len();
            for member in members {
                let mut stream = archive.by_name(&member).map_err(damaged)?;
                let size = stream.size();
                let visited = visit(&format!("{name}/{member}"), Some(size), &mut stream);
                visited.map_err(|error| match error {
                    BuildError::Read(error) if files > 1 && error.row == Some(1) => {
                        BuildError::Member { error, files }
                    }
                    error => unpacking(error),
                })?;
            }
            Ok(())
        }
        "gz" => visit(&name, None, &mut MultiGzDecoder::new(file)).map_err(unpacking),
        _ => {
            let size = file.metadata().map_err(io)?.len();
            visit(&name, Some(size), &mut file)
        }
    }
}

/// What went wrong while an archive was unpacked.
fn unpacking(error: BuildError) -> BuildError {
    match error {
        BuildError::Io { path, error } => BuildError::Damaged { path, detail: error.to_string() },
        error => error,
    }
}

/// Whether a member is one that a Mac adds beside each file.
fn is_hidden(member: &str) -> bool {
    member.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn extension(name: &str) -> String {
    Path::new(name).extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// The year of the services that a file's name tells: `MUP_PHY_R24_P05_V10_D22_Prov_Svc.csv` is of 2022, as is a name
/// with `CY2022` or `2022`.
pub(super) fn year_in_name(name: &str) -> Option<u16> {
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    let whole = |word: &str| {
        let year = word.strip_prefix("CY").unwrap_or(word);
        let year: u16 = (year.len() == 4).then(|| year.parse().ok())??;
        (2012..=2099).contains(&year).then_some(year)
    };
    let short = |word: &str| {
        let digits = word.strip_prefix('D').filter(|digits| digits.len() == 2)?;
        Some(2000 + digits.parse::<u16>().ok()?)
    };
    let is_cms = name.contains("MUP_PHY");
    words().filter(|_| is_cms).find_map(short).or_else(|| words().find_map(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_year_of_the_services_not_of_the_publication() {
        assert_eq!(year_in_name("MUP_PHY_R24_P05_V10_D22_Prov_Svc.csv"), Some(2022));
        assert_eq!(year_in_name("Medicare_Provider_Util_Payment_PUF_CY2016.txt"), Some(2016));
        assert_eq!(
            year_in_name("Medicare-Physician-and-Other-Supplier-PUF-CY2012_head17028.txt.gz"),
            Some(2012)
        );
        assert_eq!(year_in_name("AK.csv.zip/AK.csv"), None);
        assert_eq!(year_in_name("rows-20240101.csv"), None);
    }
}
