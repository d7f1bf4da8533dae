//! A Word or Excel file told apart by its main part, whatever the file is called.

use crate::{
    archive::Archive,
    docx,
    refusal::{FileError, Foreign},
    report::What,
    source::Source,
    xlsx,
    xml::{self, Relation},
};

const MACROS: &str = "tệp có macro; macro không được chạy và không được đọc";

/// Reads an Office file.
pub fn read(bytes: &[u8]) -> Result<Source, FileError> {
    let mut archive = Archive::open(bytes)?;
    if archive.has("mimetype") && archive.has("content.xml") {
        return Err(FileError::Foreign(Foreign::OpenDocument));
    }
    if !archive.has("[Content_Types].xml") {
        return Err(FileError::Foreign(Foreign::Archive));
    }
    let main = relations_of(&mut archive, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map(|relation| relation.target).ok_or(FileError::Foreign(Foreign::OtherOffice))?;
    let folder = xml::folder(&main).to_owned();
    let macros = archive.has_ending("vbaProject.bin");
    let mut source = match (folder.as_str(), main.rsplit('.').next()) {
        (_, Some("bin")) => return Err(FileError::Foreign(Foreign::BinaryExcel)),
        ("word", _) => docx::read(&mut archive, &main)?,
        ("xl", _) => xlsx::read(&mut archive, &main)?,
        _ => return Err(FileError::Foreign(Foreign::OtherOffice)),
    };
    if macros {
        source.note(What::Noted, None, MACROS);
    }
    Ok(source)
}

/// The relationships of a part; of the archive itself for an empty name.
pub fn relations_of(archive: &mut Archive, part: &str) -> Result<Vec<Relation>, FileError> {
    let name = xml::relations_of(part);
    match archive.text(&name)? {
        Some(text) => xml::relations(&name, &text, xml::folder(part)),
        None => Ok(Vec::new()),
    }
}

/// A part that the file cannot do without.
pub fn part(archive: &mut Archive, name: &str) -> Result<String, FileError> {
    archive.text(name)?.ok_or_else(|| FileError::broken(format!("thiếu phần “{name}”")))
}

/// The part that a relationship of a kind leads to, if there is one.
pub fn related(
    archive: &mut Archive,
    relations: &[Relation],
    kind: &str,
) -> Result<Option<(String, String)>, FileError> {
    let Some(relation) = relations.iter().find(|relation| relation.kind == kind) else { return Ok(None) };
    Ok(archive.text(&relation.target)?.map(|text| (relation.target.clone(), text)))
}
