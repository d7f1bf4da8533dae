//! Why a file is not read at all, in words that say what to do.

use crate::report::excerpt;

/// A kind of file that the importer does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Word 97-2003.
    OldWord,
    /// Excel 97-2003.
    OldExcel,
    /// Another file of the old compound form (PowerPoint, Outlook).
    OldOffice,
    /// A binary workbook, `.xlsb`.
    BinaryExcel,
    /// An OpenDocument file.
    OpenDocument,
    /// A PDF file.
    Pdf,
    /// A picture.
    Image,
    /// An archive that is no Office file.
    Archive,
    /// Rich text.
    RichText,
    /// A web page, as some programs call `.xls`.
    WebPage,
    /// An Office file of another sort (slides), or one without its main part.
    OtherOffice,
}

impl Foreign {
    fn words(self) -> &'static str {
        match self {
            Self::OldWord => {
                "tệp Word đời cũ (.doc): hãy mở bằng Word, chọn “Lưu thành” kiểu .docx rồi gửi tệp mới"
            }
            Self::OldExcel => {
                "tệp Excel đời cũ (.xls): hãy mở bằng Excel, chọn “Lưu thành” kiểu .xlsx rồi gửi tệp mới"
            }
            Self::OldOffice => "tệp Office đời cũ: hãy lưu lại thành .docx hoặc .xlsx rồi gửi tệp mới",
            Self::BinaryExcel => "tệp Excel nhị phân (.xlsb): hãy lưu lại thành .xlsx rồi gửi tệp mới",
            Self::OpenDocument => {
                "tệp OpenDocument (.odt, .ods): hãy lưu lại thành .docx hoặc .xlsx rồi gửi tệp mới"
            }
            Self::Pdf => {
                "tệp PDF: hãy dùng bản Word hoặc Excel gốc; nếu chỉ có bản quét, hãy nhận dạng chữ rồi lưu thành .docx"
            }
            Self::Image => {
                "tệp ảnh: hãy dùng bản Word hoặc Excel gốc; nếu chỉ có ảnh, hãy nhận dạng chữ rồi lưu thành .docx"
            }
            Self::Archive => "tệp nén: hãy giải nén rồi gửi tệp .docx, .xlsx hoặc .csv ở bên trong",
            Self::RichText => "tệp RTF: hãy mở bằng Word, lưu lại thành .docx rồi gửi tệp mới",
            Self::WebPage => {
                "tệp trang web (HTML, XML): hãy mở bằng Excel hoặc Word, lưu lại thành .xlsx hoặc .docx"
            }
            Self::OtherOffice => {
                "tệp Office không phải văn bản Word hay bảng tính Excel: hãy gửi tệp .docx hoặc .xlsx"
            }
        }
    }
}

/// Why a file is refused before anything is read from it as a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It has more bytes than any plan.
    #[error("tệp lớn hơn {} MB: hãy bỏ ảnh và phần không phải kế hoạch rồi gửi lại", limit / (1024 * 1024))]
    TooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// It is another kind of file, whatever its name says.
    #[error("{}", .0.words())]
    Foreign(Foreign),
    /// It is locked with a password.
    #[error("tệp có mật khẩu: hãy mở bằng Word hoặc Excel, bỏ mật khẩu, lưu lại rồi gửi tệp mới")]
    Encrypted,
    /// The archive that an Office file is cannot be taken apart.
    #[error("tệp Office bị hỏng ({problem}): hãy mở bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại")]
    Broken {
        /// What is broken, for who looks into it.
        problem: String,
    },
    /// The archive is larger or odder than an Office file of a plan can be, and was not unpacked.
    #[error(
        "không giải nén tệp này: {problem}. Hãy mở bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại"
    )]
    Bomb {
        /// Which bound it passes.
        problem: String,
    },
    /// The XML in it is not such as Office writes.
    #[error(
        "nội dung tệp không đúng dạng ({part}: {problem}): hãy mở bằng Word hoặc Excel, lưu lại thành tệp mới"
    )]
    Xml {
        /// The part of the archive.
        part: String,
        /// What is wrong.
        problem: String,
    },
    /// There is more in it than in any plan.
    #[error(
        "tệp có hơn {limit} hàng hoặc đoạn có chữ; phụ lục của một kế hoạch chỉ vài trăm hàng: hãy xóa các hàng, trang tính không thuộc phụ lục rồi gửi lại"
    )]
    TooManyRows {
        /// The most rows and paragraphs.
        limit: usize,
    },
    /// A row reaches further to the right than any table of ours.
    #[error("{place}: bảng rộng hơn {limit} cột: hãy xóa các cột không thuộc phụ lục rồi gửi lại")]
    TooManyColumns {
        /// The row.
        place: String,
        /// The most columns.
        limit: usize,
    },
    /// A cell or paragraph is longer than any text of a plan.
    #[error("{place}: một ô hoặc đoạn dài hơn {limit} chữ cái; tệp CSV có thể thiếu dấu ngoặc kép đóng")]
    TooLong {
        /// Where it begins.
        place: String,
        /// The most characters.
        limit: usize,
    },
    /// All texts together are longer than any plan.
    #[error("tệp có quá nhiều chữ (hơn {} MB): hãy chỉ giữ lại kế hoạch và phụ lục", limit / (1024 * 1024))]
    TooMuchText {
        /// The most bytes.
        limit: usize,
    },
    /// No table of the appendix is in it.
    #[error(
        "không thấy bảng phụ lục: cần một hàng tiêu đề có cột “STT” và các cột “Nhiệm vụ”, “Sản phẩm”, “Cơ quan chủ trì”, “Cơ quan phối hợp”, “Thời gian hoàn thành” (thứ tự nào cũng được)"
    )]
    NoTable,
}

impl FileError {
    /// A stable name of the sort of refusal, for problem details.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "import-too-large",
            Self::Foreign(_) => "import-type",
            Self::Encrypted => "import-encrypted",
            Self::Broken { .. } => "import-broken",
            Self::Bomb { .. } => "import-bomb",
            Self::Xml { .. } => "import-xml",
            Self::TooManyRows { .. } => "import-rows",
            Self::TooManyColumns { .. } => "import-columns",
            Self::TooLong { .. } | Self::TooMuchText { .. } => "import-text",
            Self::NoTable => "import-no-table",
        }
    }

    /// A broken archive.
    pub(crate) fn broken(problem: impl ToString) -> Self {
        Self::Broken { problem: excerpt(&problem.to_string()) }
    }
}
