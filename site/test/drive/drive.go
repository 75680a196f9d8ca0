//go:build unix

// Package drive opens the browsers that chromedp does not: Firefox over WebDriver BiDi, and WebKitGTK
// over the classic WebDriver protocol. It offers what a smoke test needs and no more.
package drive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Window is the size of every browser's window, in pixels: small, since all of it is drawn by software.
var Window = struct{ Width, Height int }{1024, 700}

// program is a process with all that it starts, in a folder of its own.
type program struct {
	cmd *exec.Cmd
	dir string
}

// start runs a program with a new folder as its home. What it prints to the stream that pick names is
// returned for reading.
func start(pick func(*exec.Cmd) (io.ReadCloser, error), env []string, name string, args ...string) (*program, io.Reader, error) {
	if _, err := exec.LookPath(name); err != nil {
		return nil, nil, fmt.Errorf("%s is not installed; ./build.sh test installs it", name)
	}
	dir, err := os.MkdirTemp("", "backflow-"+name)
	if err != nil {
		return nil, nil, err
	}
	p := &program{exec.Command(name, args...), dir}
	p.cmd.Env = append(append(os.Environ(), ownFolders(dir)...), env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := pick(p.cmd)
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return p, out, nil
}

// ownFolders keep a browser away from the profile and the caches of whoever runs the tests.
func ownFolders(dir string) []string {
	return []string{"HOME=" + dir, "XDG_CACHE_HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_DATA_HOME=" + dir}
}

// stop ends the program and whatever it has started.
func (p *program) stop() {
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	p.cmd.Wait()
	os.RemoveAll(p.dir)
}

// announced reads lines until one matches and returns its first group. What follows is read and thrown
// away, so that the program never waits for a reader.
func announced(ctx context.Context, out io.Reader, pattern *regexp.Regexp) (string, error) {
	found := make(chan string, 1)
	go func() {
		defer close(found)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := pattern.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
				break
			}
		}
		io.Copy(io.Discard, out)
	}()
	select {
	case text, ok := <-found:
		if !ok {
			return "", fmt.Errorf("it ended without printing %q", pattern)
		}
		return text, nil
	case <-ctx.Done():
		return "", fmt.Errorf("it does not print %q: %w", pattern, ctx.Err())
	}
}

// poll tries something until it works.
func poll(ctx context.Context, try func() error) error {
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// awaited is a script that turns an expression into JSON text, after the promise that it may be.
func awaited(expression string) string {
	return "(async () => JSON.stringify((await (" + strings.TrimSpace(expression) + ")) ?? null))()"
}
