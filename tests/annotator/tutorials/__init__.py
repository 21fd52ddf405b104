"""Tests of tutorials."""
