"""The staff's web pages: server-rendered Vietnamese HTML over the services. No SQL and no rules live here."""
