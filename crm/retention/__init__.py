"""What is deleted once nobody needs it any more (domain.md 9.2), and holding that back while somebody asks for it."""
