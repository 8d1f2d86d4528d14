"""Vietnamese text of registration forms, token by token: what was meant, proposed beside what was written."""
