package page_test

import (
	"bytes"
	"fmt"

	"github.com/org/baleen-action/page"
	"github.com/org/baleen-action/result"
)

// The page is one file: nothing in it refers to another host.
func ExampleWrite() {
	var html bytes.Buffer
	if err := page.Write(&html, &result.Run{Image: "shop"}, page.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(bytes.Contains(html.Bytes(), []byte("<h1>shop</h1>")), bytes.Contains(html.Bytes(), []byte("http://")))
	// Output: true false
}
