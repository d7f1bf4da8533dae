//! A part of the plan in other words.

use super::{Clause, Plan, Text};
use crate::code::Code;

impl Plan {
    /// Gives a part of the plan another wording: it stands as corrected, beside what the source says. False if there
    /// is no such part.
    pub fn amend(&mut self, code: &Code, wording: &str) -> bool {
        let Some(text) = self.text_mut(code) else { return false };
        text.corrected = (text.source != wording).then(|| wording.to_owned());
        true
    }

    fn text_mut(&mut self, code: &Code) -> Option<&mut Text> {
        fn within<'a>(clauses: &'a mut [Clause], code: &Code) -> Option<&'a mut Text> {
            clauses.iter_mut().find_map(|clause| {
                if clause.code == *code { Some(&mut clause.text) } else { within(&mut clause.clauses, code) }
            })
        }
        let tasks = self.groups.iter_mut().flat_map(|group| &mut group.tasks).chain(&mut self.duties);
        if let Some(task) = tasks.into_iter().find(|task| task.code == *code) {
            return Some(&mut task.text);
        }
        let chapters = [
            &mut self.aims,
            &mut self.targets,
            &mut self.focus,
            &mut self.assignment,
            &mut self.funding,
            &mut self.organisation,
        ];
        within(&mut self.decision.articles, code)
            .or_else(|| chapters.into_iter().find_map(|chapter| within(&mut chapter.clauses, code)))
    }
}
