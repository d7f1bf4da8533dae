//! Mounts the client.

fn main() {
    sotay::app::start();
}
