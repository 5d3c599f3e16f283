package result

// Counts are scenarios by outcome; their sum is Total.
type Counts struct {
	Total, Passed, Failed, Skipped, Missing int
	Flaky                                   int // of Passed
	Quarantined                             int // of Skipped: they failed
}

// Plus is the sum of the counts of two suites.
func (c Counts) Plus(o Counts) Counts {
	return Counts{
		Total: c.Total + o.Total, Passed: c.Passed + o.Passed, Failed: c.Failed + o.Failed, Skipped: c.Skipped + o.Skipped,
		Missing: c.Missing + o.Missing, Flaky: c.Flaky + o.Flaky, Quarantined: c.Quarantined + o.Quarantined,
	}
}

// Red counts the scenarios that keep the run from passing: one that did not run is not a success.
func (c Counts) Red() int { return c.Failed + c.Missing }
