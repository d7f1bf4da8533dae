//! another_city
