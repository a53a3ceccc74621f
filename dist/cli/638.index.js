export const id = 638;
export const ids = [638];
export const modules = {

/***/ 4638:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   countElements: () => (/* binding */ countElements)
/* harmony export */ });
/* harmony import */ var _streamparser_json__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5497);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(132);



/** How deep the values of a record may nest; what is open has to be remembered. */
const DEEPEST = 1000;
/** How a list looks. */
const FORM = '[{…}, {…}]';
const OTHER_ROOTS = new Map([
    [_streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.LEFT_BRACE, 'an object'],
    [_streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.STRING, 'a text'],
    [_streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.NUMBER, 'a number'],
]);
/**
 * Counts the elements of one JSON array.
 *
 * @throws {RecordsError} where the text is something else.
 */
async function countElements(texts) {
    let count = 0;
    let line = 1;
    let depth = 0;
    let isOpened = false;
    let unfinished = 0;
    const parser = new _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .JSONParser */ .oj({ paths: ['$.*'], keepStack: false });
    parser.onToken = ({ token }) => {
        if (depth === 0 && token !== _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.LEFT_BRACKET) {
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_2__/* .notAList */ .ls)(line, OTHER_ROOTS.get(token) ?? 'a single value', FORM);
        }
        isOpened = true;
        if (token === _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.LEFT_BRACE || token === _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.LEFT_BRACKET)
            depth += 1;
        if (token === _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.RIGHT_BRACE || token === _streamparser_json__WEBPACK_IMPORTED_MODULE_0__/* .TokenType */ .ks.RIGHT_BRACKET)
            depth -= 1;
        if (depth > DEEPEST)
            throw tooDeep(line);
    };
    parser.onValue = () => {
        count += 1;
        unfinished = 0;
    };
    for await (const text of texts) {
        if (unfinished > _error_js__WEBPACK_IMPORTED_MODULE_2__/* .LONGEST_RECORD */ .d9)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_2__/* .recordTooLong */ .oV)(line, (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('Is a quote or a bracket not closed?'));
        unfinished += text.length;
        let start = 0;
        for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
            write(text.slice(start, end + 1));
            start = end + 1;
            line += 1;
        }
        write(text.slice(start));
    }
    // To the library an empty text is complete too, and a single number is seen at its end only.
    if (!parser.isEnded)
        end();
    if (!isOpened)
        throw (0,_error_js__WEBPACK_IMPORTED_MODULE_2__/* .notAList */ .ls)(line, 'nothing', FORM);
    return count;
    /** What fails where the text comes from is no mistake in it. */
    function write(text) {
        try {
            parser.write(text);
        }
        catch (error) {
            throw error instanceof _error_js__WEBPACK_IMPORTED_MODULE_2__/* .RecordsError */ .XN ? error : notJson(line, (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('text that is none'));
        }
    }
    function end() {
        try {
            parser.end();
        }
        catch (error) {
            throw error instanceof _error_js__WEBPACK_IMPORTED_MODULE_2__/* .RecordsError */ .XN ? error : notJson(line, (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('the end of the file in the middle of it'));
        }
    }
}
function notJson(line, found) {
    const help = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('Check the file with a JSON formatter; comments and trailing commas are not allowed in JSON.');
    return new _error_js__WEBPACK_IMPORTED_MODULE_2__/* .RecordsError */ .XN({ line, expected: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('JSON'), found, help });
}
function tooDeep(line) {
    return new _error_js__WEBPACK_IMPORTED_MODULE_2__/* .RecordsError */ .XN({
        line,
        expected: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv) `values of up to ${DEEPEST} levels`,
        found: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('deeper ones'),
        help: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)('Make the records flatter.'),
    });
}


/***/ })

};

