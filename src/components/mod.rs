//! Components: props in, callbacks out; no IO. Each has a style of the same name in `style/components/`.

pub mod ask_line;
pub mod banner;
pub mod bottom_bar;
pub mod chips;
pub mod conflict;
pub mod count_row;
pub mod devices;
pub mod differences;
pub mod event_form;
pub mod evidence;
pub mod field;
pub mod frame;
pub mod history;
pub mod icon;
pub mod keypad;
pub mod low_sheet;
pub mod plan_text;
pub mod remarks;
pub mod row;
pub mod state_buttons;
pub mod sync_chip;
pub mod sync_sheet;
pub mod target_bar;
pub mod trend;
