# Writes as JSON what R has after the script of an export was run: Rscript probe.R FOLDER. Base R alone.
folder <- commandArgs(trailingOnly = TRUE)[1]
made <- new.env()
sys.source(file.path(folder, "read-in-R.R"), envir = made, chdir = TRUE)

json_text <- function(x) {
  points <- utf8ToInt(enc2utf8(x))
  low <- points < 0x10000
  high <- points - 0x10000
  units <- ifelse(low, sprintf("\\u%04x", points),
                  sprintf("\\u%04x\\u%04x", 0xd800 + high %/% 0x400, 0xdc00 + high %% 0x400))
  paste0('"', paste(units, collapse = ""), '"')
}
json_value <- function(x) {
  if (is.na(x)) return("null")
  if (inherits(x, "Date")) return(json_text(format(x)))
  if (inherits(x, "POSIXct")) return(json_text(format(x, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")))
  if (is.logical(x)) return(if (x) "true" else "false")
  if (is.numeric(x)) return(sprintf("%.17g", x))
  if (x == "") '""' else json_text(x)
}
json_object <- function(names, values)
  paste0("{", paste0(vapply(names, json_text, ""), ":", values, collapse = ","), "}")
bare <- function(column) { attr(column, "label") <- NULL; attr(column, "labels") <- NULL; column }

tables <- Filter(function(name) is.data.frame(made[[name]]), ls(made))
json_table <- function(name) {
  table <- made[[name]]
  rows <- vapply(seq_len(nrow(table)), function(row)
    json_object(names(table), vapply(table, function(column) json_value(bare(column)[row]), "")), "")
  labels <- vapply(table, function(column) json_text(attr(column, "label")), "")
  coded <- Filter(function(column) !is.null(attr(table[[column]], "labels")), names(table))
  values <- vapply(coded, function(column) {
    codes <- attr(table[[column]], "labels")
    json_object(unname(codes), vapply(names(codes), json_text, ""))
  }, "")
  json_object(c("types", "rows", "labels", "valueLabels"), c(
    json_object(names(table), vapply(table, function(column) json_text(class(bare(column))[1]), "")),
    paste0("[", paste(rows, collapse = ","), "]"),
    json_object(names(table), labels),
    if (length(coded) == 0) "{}" else json_object(coded, values)
  ))
}
cat(json_object(tables, vapply(tables, json_table, "")))
