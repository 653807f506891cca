"""The front door: trials, studies, results and the verbs; `paraprotein` hands them out, the command line calls them."""
