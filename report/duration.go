package report

import (
	"fmt"
	"time"
)

// Duration formats a duration for people, with useful precision: 0.4 s, 12.3 s, 2 min 05 s, 1 h 02 min.
func Duration(d time.Duration) string {
	d = max(0, d)
	if tenths := d.Round(100 * time.Millisecond); tenths < time.Minute {
		return fmt.Sprintf("%.1f s", tenths.Seconds())
	}
	if seconds := d.Round(time.Second); seconds < time.Hour {
		return fmt.Sprintf("%d min %02d s", seconds/time.Minute, seconds%time.Minute/time.Second)
	}
	minutes := d.Round(time.Minute)
	return fmt.Sprintf("%d h %02d min", minutes/time.Hour, minutes%time.Hour/time.Minute)
}

// stopwatch formats a running time: 0:32, 1:02:05.
func stopwatch(d time.Duration) string {
	d = max(0, d).Truncate(time.Second)
	minutes, seconds := d%time.Hour/time.Minute, d%time.Minute/time.Second
	if d < time.Hour {
		return fmt.Sprintf("%d:%02d", minutes, seconds)
	}
	return fmt.Sprintf("%d:%02d:%02d", d/time.Hour, minutes, seconds)
}
