export const id = 179;
export const ids = [179];
export const modules = {

/***/ 4179:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   throughProxy: () => (/* binding */ throughProxy)
/* harmony export */ });
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2779);
/* harmony import */ var undici__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4371);


/** Sends requests to an origin through the proxy that the environment names for it. Node's own `fetch` takes no dispatcher of another undici. */
function throughProxy(origin) {
    const dispatcher = new _actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .HttpClient */ .Qq(undefined, undefined, { keepAlive: true }).getAgentDispatcher(origin);
    return (request, signal) => {
        const { url, method, redirect } = request;
        const headers = Object.fromEntries(request.headers);
        return (0,undici__WEBPACK_IMPORTED_MODULE_1__/* .fetch */ .hd)(url, { method, headers, redirect, signal, ...(dispatcher && { dispatcher }) });
    };
}


/***/ })

};

