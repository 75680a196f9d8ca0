package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// packings are the ways in which the build packs a file, the smallest first, with the ends of their names.
var packings = []struct{ name, end string }{{"br", ".br"}, {"gzip", ".gz"}}

// choose returns the name of the file that answers a request for name: itself, or one that the build has packed
// beside it and that the browser can unpack. It sets the headers that say so.
func choose(dir, name string, header http.Header, r *http.Request) string {
	chosen := name
	for _, packing := range packings {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)) + packing.end)
		if err != nil || info.IsDir() {
			continue
		}
		header.Set("Vary", "Accept-Encoding")
		if chosen == name && accepts(r.Header.Get("Accept-Encoding"), packing.name) {
			chosen = name + packing.end
			header.Set("Content-Encoding", packing.name)
			header.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
		}
	}
	return chosen
}

// accepts tells whether an Accept-Encoding header names a packing with any weight but 0.
func accepts(header, packing string) bool {
	for offer := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(offer, ";")
		if !strings.EqualFold(strings.TrimSpace(name), packing) {
			continue
		}
		_, text, weighted := strings.Cut(weight, "=")
		q, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return !weighted || err == nil && q > 0
	}
	return false
}

// asked is the request for another file, all of it: a part of a packed file is of no use.
func asked(r *http.Request, name string) *http.Request {
	other := r.Clone(r.Context())
	other.URL = &url.URL{Path: name}
	other.Header.Del("Range")
	return other
}
