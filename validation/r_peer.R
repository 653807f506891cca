# The R side of r_peer.py: haven reads and writes the files, survival and stats compute, base R derives.
# Run by r_peer.py: Rscript r_peer.R dump FILE FOLDER | make FOLDER | statistics FOLDER | derive FILE FOLDER

suppressPackageStartupMessages(library(haven))
arguments <- commandArgs(trailingOnly = TRUE)
lines <- function(x, path) { con <- file(path, "wb"); writeLines(enc2utf8(x), con, useBytes = TRUE); close(con) }
attribute <- function(table, name) vapply(table, function(x) { a <- attr(x, name); if (is.null(a)) "" else a }, "")

dump <- function(table, folder) {
  dir.create(folder, showWarnings = FALSE)
  lines(names(table), file.path(folder, "names"))
  lines(attribute(table, "label"), file.path(folder, "labels"))
  lines(attribute(table, "format.sas"), file.path(folder, "formats"))
  lines(sub("integer", "numeric", vapply(table, function(x) class(x)[1], "")), file.path(folder, "classes"))
  for (i in seq_along(table)) {
    path <- file.path(folder, i)
    if (is.character(table[[i]])) lines(table[[i]], path)
    else { con <- file(path, "wb"); writeBin(as.double(unclass(table[[i]])), con, size = 8, endian = "little"); close(con) }
  }
}

awkward <- function() {
  table <- data.frame(
    USUBJID = c("S-001", "", "S-003"), NUMBER = c(1.5, NA, -1e-30), WHOLE = c(1L, NA, -7L),
    ADT = as.Date(c("2004-02-29", NA, "1959-12-31")),
    ADTM = as.POSIXct(c("2004-02-29 10:30:59", NA, "1959-12-31 23:00:00"), tz = "UTC"),
    LONG = c(strrep("x", 200), "", "y"), stringsAsFactors = FALSE)
  attr(table$USUBJID, "label") <- "Unique Subject Identifier"
  table
}

make <- function(folder) {
  table <- awkward()
  write_xpt(table, file.path(folder, "v5.xpt"), version = 5, name = "AW")
  wide <- table
  names(wide)[2] <- "A_NUMBER_WITH_A_LONG_NAME"
  wide$LETTERS <- c("\u00d6dem", "\u03ba \u2265 1", "")
  wide$LONGEST <- c(strrep("z", 32767), "", "a")
  write_xpt(wide, file.path(folder, "v8.xpt"), version = 8, name = "AW")
  suppressWarnings(write_sas(table, file.path(folder, "sas.sas7bdat")))
  dump(table, file.path(folder, "v5")); dump(wide, file.path(folder, "v8")); dump(table, file.path(folder, "sas"))
}

statistics <- function(folder) {
  library(survival)
  data <- read.csv(file.path(folder, "samples.csv"))
  rows <- lapply(split(data, data$sample), function(d) {
    km <- survfit(Surv(time, event) ~ 1, data = d, conf.type = "log-log")
    reverse <- survfit(Surv(time, 1 - event) ~ 1, data = d, conf.type = "log-log")
    q <- quantile(km, 0.5); r <- quantile(reverse, 0.5)
    test <- survdiff(Surv(time, event) ~ arm, data = d)
    p <- function(...) suppressWarnings(wilcox.test(...)$p.value)
    first <- d$value[d$arm == 0]; second <- d$value[d$arm == 1]
    exact <- !anyDuplicated(d$value) && !anyDuplicated(abs(d$value))
    data.frame(sample = d$sample[1], km_median = unname(q$quantile), km_lower = unname(q$lower),
      km_upper = unname(q$upper), reverse_median = unname(r$quantile), log_rank = test$chisq,
      rank_sum = p(first, second, exact = exact, correct = TRUE), signed_rank = p(d$value, exact = exact, correct = TRUE),
      exact = exact)
  })
  options(digits = 17)
  write.csv(do.call(rbind, rows), file.path(folder, "answers.csv"), row.names = FALSE)
}

# CTCAE 3.0, haemoglobin, g/L, without the normal limit: grade 2 below 100, 3 below 80, 4 below 65.
derive <- function(path, folder) {
  began <- proc.time()[["elapsed"]]
  lb <- as.data.frame(read_xpt(path))
  read <- proc.time()[["elapsed"]]
  lb <- lb[order(lb$USUBJID, lb$LBTESTCD, lb$LBDTC), ]
  key <- paste(lb$USUBJID, lb$LBTESTCD)
  before <- which(lb$LBBLFL == "Y")
  lb$BASE <- lb$LBSTRESN[before][match(key, key[before])]
  lb$CHG <- lb$LBSTRESN - lb$BASE
  lb$PCHG <- ifelse(lb$BASE != 0, 100 * lb$CHG / lb$BASE, NA)
  lb$GRADE <- ifelse(lb$LBTESTCD == "HGB", as.integer(cut(lb$LBSTRESN, c(-Inf, 65, 80, 100, Inf), right = FALSE)), NA)
  done <- proc.time()[["elapsed"]]
  lines(as.character(c(nrow(lb), read - began, done - read, sum(!is.na(lb$CHG)))), file.path(folder, "times"))
}

switch(arguments[1],
  dump = dump(read_xpt(arguments[2]), arguments[3]), make = make(arguments[2]),
  statistics = statistics(arguments[2]), derive = derive(arguments[2], arguments[3]))
