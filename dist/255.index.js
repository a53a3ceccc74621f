export const id = 255;
export const ids = [255];
export const modules = {

/***/ 7255:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   matcherOf: () => (/* binding */ matcherOf),
/* harmony export */   mayLeadTo: () => (/* binding */ mayLeadTo)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var minimatch__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3581);


/**
 * Whether a path, relative to the workspace, is named by a list of paths and patterns of which `!` leaves out what it
 * matches.
 */
function matcherOf(patterns) {
    const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(compiled);
    const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => compiled(pattern.slice(1)));
    const isMatch = (path) => (pattern) => path === pattern.pattern || pattern.match(path);
    return (path) => included.some(isMatch(path)) && !excluded.some(isMatch(path));
}
/** Whether a folder, relative to the workspace, may hold what a pattern matches. */
function mayLeadTo(pattern) {
    const whole = compiled(pattern);
    return (folder) => whole.match(folder, true);
}
/** The wildcards of workflows: no braces, no extended globs; what begins with a dot is no exception. */
const OPTIONS = { dot: true, nobrace: true, noext: true, nocomment: true, nonegate: true };
function compiled(pattern) {
    return new minimatch__WEBPACK_IMPORTED_MODULE_1__/* .Minimatch */ .VR(node_path__WEBPACK_IMPORTED_MODULE_0__.posix.normalize(pattern), OPTIONS);
}


/***/ })

};

//# sourceMappingURL=255.index.js.map