// Package test drives the built page in Debian's Chromium and checks what a
// visitor sees, above all the numbers. Its tests need the build tag browser
// and the page in dist/: ./build.sh test makes both.
//
// Screenshots are written to the folder that the environment variable
// BACKFLOW_SHOTS names, if any, and a picture of the page at every failure.
package test
