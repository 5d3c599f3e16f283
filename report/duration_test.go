package report

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0.0 s"},
		{0, "0.0 s"},
		{49 * time.Millisecond, "0.0 s"},
		{400 * time.Millisecond, "0.4 s"},
		{12340 * time.Millisecond, "12.3 s"},
		{59949 * time.Millisecond, "59.9 s"},
		{59950 * time.Millisecond, "1 min 00 s"},
		{125 * time.Second, "2 min 05 s"},
		{time.Hour - 501*time.Millisecond, "59 min 59 s"},
		{time.Hour - 500*time.Millisecond, "1 h 00 min"},
		{62 * time.Minute, "1 h 02 min"},
		{30*time.Hour + 59*time.Minute + 30*time.Second, "31 h 00 min"},
	} {
		if got := Duration(tt.d); got != tt.want {
			t.Errorf("Duration(%v) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestStopwatch(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0:00"},
		{32*time.Second + 999*time.Millisecond, "0:32"},
		{62 * time.Second, "1:02"},
		{time.Hour + 2*time.Minute + 5*time.Second, "1:02:05"},
	} {
		if got := stopwatch(tt.d); got != tt.want {
			t.Errorf("stopwatch(%v) = %q, want %q", tt.d, got, tt.want)
		}
	}
}
