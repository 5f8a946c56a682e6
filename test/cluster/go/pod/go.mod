module stoa.test/cluster/pod

go 1.26.0
