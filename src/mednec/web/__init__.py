"""The reviewer's workbench and the interface for programs."""
