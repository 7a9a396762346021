//! Where a command finds its folder and its data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Exit, load_folder};
use crate::config::{Folder, Settings, load};
use crate::model::RevisionNo;
use crate::model::catalogue::Lang;

/// The options that say where.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// The configuration folder
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// The data file (default: casework.db in the folder `data` of casework.toml)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
}

/// A folder with what it says of itself, and the data file.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) dir: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) settings: Settings,
}

impl Place {
    /// Where the data file is, without making anything.
    pub(crate) fn existing(&self) -> Result<PathBuf, Exit> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => Ok(usual(&self.dir, &load_folder(&self.dir)?.settings.data)),
        }
    }

    /// The language of the folder, where one can be read there.
    pub(crate) fn language(&self) -> Lang {
        let folder = Folder::read(&self.dir).ok();
        let loaded = folder.map(|folder| load(&folder, &BTreeMap::new(), RevisionNo(1)));
        loaded.map_or(Lang::En, |loaded| loaded.settings.language)
    }

    /// Finds both; the folder the data lies in is made where it is missing.
    pub(crate) fn find(&self) -> Result<Found, Exit> {
        let settings = load_folder(&self.dir)?.settings;
        let data = match &self.data {
            Some(data) => data.clone(),
            None => usual(&self.dir, &settings.data),
        };
        if let Some(parent) = data
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            && let Err(error) = std::fs::create_dir_all(parent)
        {
            eprintln!("casework: {}: {error}", parent.display());
            return Err(Exit::Unusable);
        }
        Ok(Found {
            dir: self.dir.clone(),
            data,
            settings,
        })
    }
}

/// The data file where none is named: `data` may name a folder, or a file ending in `.db`.
fn usual(dir: &Path, data: &str) -> PathBuf {
    let path = dir.join(data);
    if path.extension().is_some_and(|ending| ending == "db") {
        path
    } else {
        path.join("casework.db")
    }
}
