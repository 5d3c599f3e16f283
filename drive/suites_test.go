package drive

import "testing"

func TestWorse(t *testing.T) {
	inOrder := []int{0, 1, 3, 2, 143}
	for i, a := range inOrder {
		for j, b := range inOrder {
			if got := worse(a, b); got != inOrder[max(i, j)] {
				t.Errorf("of %d and %d the worse is %d", a, b, got)
			}
		}
	}
}
