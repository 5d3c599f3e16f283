package inputs

import "testing"

func TestShareOf(t *testing.T) {
	for _, tt := range []struct {
		text        string
		total, want int
	}{
		{"20%", 0, 2}, {"20%", 3, 2}, {"20%", 10, 2}, {"20%", 14, 2}, {"20%", 15, 3}, {"20%", 1000, 200}, {"100%", 7, 7}, {"1%", 99, 2},
		{"1", 1000, 1}, {"50", 10, 50},
	} {
		c := &checker{}
		share := c.share("max-retried", tt.text)
		if got := share.Of(tt.total); got != tt.want || len(c.wrong) > 0 || share.String() != tt.text {
			t.Errorf("%s of %d: got %d, want %d (%v)", share, tt.total, got, tt.want, c.wrong)
		}
	}
}
