//go:build unix

package drive

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
)

// screen is a screen that is only in memory. Firefox and WebKitGTK have WebGL on one, on Mesa's software
// renderer; Firefox has none without a screen.
type screen struct {
	*program
	env []string // of the programs that draw on it
}

var displayNumber = regexp.MustCompile(`^(\d+)$`)

// newScreen starts one with the next free number.
func newScreen(ctx context.Context) (*screen, error) {
	size := fmt.Sprintf("%dx%dx24", Window.Width, Window.Height)
	p, out, err := start((*exec.Cmd).StdoutPipe, nil, "Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", size)
	if err != nil {
		return nil, err
	}
	number, err := announced(ctx, out, displayNumber)
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("starting a screen: %w", err)
	}
	return &screen{p, []string{
		"DISPLAY=:" + number, "WAYLAND_DISPLAY=", "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1",
	}}, nil
}
