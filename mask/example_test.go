package mask_test

import (
	"fmt"
	"os"

	"github.com/org/baleen-action/mask"
)

func Example() {
	w := mask.New([]string{"correct-horse"}).Writer(os.Stdout, nil)
	fmt.Fprint(w, "login with correct")
	fmt.Fprint(w, "-horse\n")
	_, err := w.Flush()
	fmt.Println(err)
	// Output:
	// login with *************
	// <nil>
}
