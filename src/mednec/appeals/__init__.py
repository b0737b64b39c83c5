"""Published decisions of external appeals: read, kept, counted, searched, and held beside a request as precedents."""
