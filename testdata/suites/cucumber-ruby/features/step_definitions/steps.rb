# What a report must carry unharmed: lines, both quotes, markup, an escape sequence, other scripts.
COMPLAINT = "expected \"7\" but was '6'\n  <left unit=\"apple\">6 & more</left> ]]>\n  \e[31mred\e[0m über 🍎 日本".freeze

Given(/^a stock of (\d+) apples$/) { |n| @apples = n.to_i }
When(/^(\d+) apples are sold$/) { |n| @apples -= n.to_i }
Then(/^(\d+) apples are left$/) { |n| expect(@apples).to eq(n.to_i) }
Given(/^ein Lager mit (\d+) Äpfeln$/) { |n| @apples = n.to_i }
When(/^(\d+) Äpfel verkauft werden$/) { |n| @apples -= n.to_i }
Then(/^bleiben (\d+) Äpfel$/) { |n| expect(@apples).to eq(n.to_i) }
Then(/^the check fails$/) { raise COMPLAINT }
When(/^this step is pending$/) { pending }
When(/^this scenario is skipped$/) { skip_this_scenario }
