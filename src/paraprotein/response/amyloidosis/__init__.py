"""Response in AL amyloidosis: blood, heart, kidney and liver, each by itself."""
