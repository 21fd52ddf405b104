"""What every test may ask for: real services, and no network beyond this machine."""
