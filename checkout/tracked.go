package checkout

// Tracked are the regular files at root and below it that git tracks, slash-separated and sorted; none where root is in no
// repository. IgnoreFile leaves out more. skip are paths relative to root that do not count.
func Tracked(root string, skip ...string) ([]string, error) {
	tree, err := Read(root, skip...)
	if err != nil {
		return nil, err
	}
	return tree.tracked, nil
}
