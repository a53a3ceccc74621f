export const id = 61;
export const ids = [61];
export const modules = {

/***/ 4061:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   countRows: () => (/* binding */ countRows)
/* harmony export */ });
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6466);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_stream_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var csv_parse__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6070);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8992);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(132);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7825);





const QUOTE_HELP = (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('Put a field that holds a quote, a delimiter or a line break between double quotes, and double the quotes in it.');
/**
 * Counts the rows of a table below its header, in the form of RFC 4180 with any one character between the fields; blank
 * lines are no rows.
 *
 * Every row has as many fields as the header, and quotes are where they belong: otherwise two rows may have run into one
 * or one into two, and a count would be a guess. (GitHub refuses to show such a file as a table, for the same reason.)
 *
 * @throws {RecordsError} where that is not so.
 */
async function countRows(texts, delimiter) {
    let header;
    let count = 0;
    let unfinished = 0;
    let last = { lines: 0, empty_lines: 0 };
    const parser = (0,csv_parse__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qg)({
        delimiter,
        record_delimiter: '\n',
        skip_empty_lines: true,
        relax_column_count: true,
        on_record(fields, info) {
            const line = rowStart(info);
            last = info;
            unfinished = 0;
            if (isBlankRow(fields))
                return null;
            if (header === undefined)
                header = fields.length;
            else if (fields.length !== header)
                throw raggedRow(line, header, fields.length);
            else
                count += 1;
            // Nothing is handed on, so that nothing piles up.
            return null;
        },
    });
    try {
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_0__.pipeline)(measured(), parser, async (rows) => {
            for await (const _ of rows)
                ;
        });
    }
    catch (error) {
        throw error instanceof csv_parse__WEBPACK_IMPORTED_MODULE_1__/* .CsvError */ .J$ ? malformedRow(error) : error;
    }
    return count;
    async function* measured() {
        let blank = 0;
        for await (const text of texts) {
            // Blank lines come between rows only.
            if (parser.info.empty_lines !== blank)
                unfinished = 0;
            blank = parser.info.empty_lines;
            if (unfinished > _error_js__WEBPACK_IMPORTED_MODULE_3__/* .LONGEST_RECORD */ .d9)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_3__/* .recordTooLong */ .oV)(rowStart(), (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('Is a quote in this row not closed?'));
            unfinished += text.length;
            yield text;
        }
    }
    /** The line in which a row begins that comes after the last one and the blank lines below that. */
    function rowStart(info = last) {
        return last.lines + 1 + info.empty_lines - last.empty_lines;
    }
    function malformedRow(error) {
        const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED';
        return new _error_js__WEBPACK_IMPORTED_MODULE_3__/* .RecordsError */ .XN({
            line: isOpen ? rowStart(parser.info) : parser.info.lines,
            expected: isOpen ? (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('a closing quote') : (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('quotes around a whole field only'),
            found: isOpen ? (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('the end of the file') : (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)('one inside of a field'),
            help: QUOTE_HELP,
        });
    }
}
/** A line of nothing but spaces, which the parser takes for a row with one field. */
function isBlankRow(fields) {
    const [only = ''] = fields;
    return fields.length === 1 && only !== '' && (0,_lines_js__WEBPACK_IMPORTED_MODULE_4__/* .isBlank */ .z3)(only);
}
function raggedRow(line, header, found) {
    const expected = (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv) `${(0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plural */ .LS)(header, 'field')}, as in the header`;
    return new _error_js__WEBPACK_IMPORTED_MODULE_3__/* .RecordsError */ .XN({ line, expected, found: (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plural */ .LS)(found, 'field'), help: QUOTE_HELP });
}


/***/ })

};

