// Command serve hands out a folder of static files on this machine: the page,
// as any web server would, so that it can be tried and tested locally.
//
//	go run ./site/serve [-addr 127.0.0.1:8080] DIR
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on; the next free port is taken where this one is busy")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./site/serve [-addr 127.0.0.1:8080] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*addr, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func run(addr, dir string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a folder; build the page first", dir)
	}
	listener, err := listen(addr)
	if err != nil {
		return err
	}
	if got := listener.Addr().String(); got != addr {
		fmt.Printf("%s is busy, so the page is on another port.\n", addr)
	}
	fmt.Printf("Backflow is at http://%s/\n", listener.Addr())
	return http.Serve(listener, files(dir))
}

// portsTried is how many ports in a row are tried before giving up.
const portsTried = 20

// listen takes addr, or the next free port after it.
func listen(addr string) (net.Listener, error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("-addr is host:port, as in 127.0.0.1:8080, not %q", addr)
	}
	first, err := strconv.Atoi(text)
	if err != nil || first < 0 || first > 65535 {
		return nil, fmt.Errorf("-addr needs a port from 0 to 65535, not %q", text)
	}
	for port := first; port <= min(first+portsTried, 65535); port++ {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
	}
	return nil, fmt.Errorf("ports %d to %d are all busy; name another with -addr", first, first+portsTried)
}
